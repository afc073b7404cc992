import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Unavailable } from '../domain/refusals.ts';
import { documentTable } from '../dynamodb/document-table.ts';
import { isTransient } from '../dynamodb/faults.ts';
import type { Auth } from '../http/authorization.ts';
import { SettingsError } from '../settings/settings.ts';
import { type Engine, startEngine } from './engine.ts';
import { examples } from './examples.ts';
import { startInstance } from './instance.ts';
import { localKey } from './issuer.ts';
import { misspelt, parseFlags, parseOptions, USAGE } from './options.ts';
import { putSamples } from './samples.ts';
import { after, assertFree, StartError, startServer } from './server.ts';
import { createTable, renewTable } from './table.ts';
import { localTokens } from './tokens.ts';

/** What an engine on this machine takes: any credentials will do. */
const LOCAL_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

/** @returns the exit code */
async function main(): Promise<number> {
  const { help, reset = false, serve = false } = parseFlags();
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const shell = process.env;
  const { port, dataDir, endpoint: external, settings, hasConsole, ...options } = parseOptions(shell, reset);
  const mistakes = misspelt(shell);
  if (mistakes.length > 0) throw new StartError(mistakes.join('\n'));
  await assertFree(port);

  const interrupted = signalled().then(() => 'interrupted' as const);
  console.log('Starting DynamoDB, with the table and three sample users …');
  makeFolder(dataDir);
  const engine = external === undefined ? await startEmbedded(join(dataDir, 'dynamodb'), reset) : undefined;
  const endpoint = engine?.endpoint ?? external ?? '';
  const environment = {
    ...options.environment,
    AWS_REGION: 'us-east-1',
    ...(external === undefined || shell.AWS_ACCESS_KEY_ID === undefined ? LOCAL_CREDENTIALS : {}),
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  Object.assign(shell, environment, serve ? await instanceSettings(dataDir, settings.auth) : {});
  await prepare(settings.tableName, endpoint, engine !== undefined);

  console.log('Bundling the functions and starting the server, which takes about five seconds …');
  const server = await (serve ? startInstance : startServer)(port, dataDir, environment, interrupted);
  if (server === undefined) {
    console.log('\nStopping …');
    await engine?.close();
    return 0;
  }
  const tokens = settings.auth === 'none' ? [] : await localTokens(settings.auth);
  console.log(
    examples(server.url, engine === undefined ? endpoint : join(dataDir, 'dynamodb'), tokens, hasConsole, serve),
  );

  const ended = server.ended.then(() => 'ended' as const);
  // Ctrl-C reaches the server as well as this process, in either order.
  let reason = await Promise.race([interrupted, ended]);
  if (reason === 'ended') reason = await Promise.race([interrupted, after(500).then(() => reason)]);
  console.log(
    reason === 'ended'
      ? `The server ended by itself: see ${serve ? 'server' : 'serverless'}.log in the data folder.`
      : '\nStopping …',
  );
  await server.stop();
  await engine?.close();
  return reason === 'ended' ? 1 : 0;
}

/** What an instance needs besides: the keys of the tokens that are printed, as it checks signatures. */
async function instanceSettings(dataDir: string, auth: Auth): Promise<Record<string, string>> {
  if (auth === 'none' || process.env.AUTH_KEYS !== undefined) return {};
  const LOCAL_ISSUER = process.env.LOCAL_ISSUER ?? join(dataDir, 'issuer');
  return { LOCAL_ISSUER, AUTH_KEYS: (await localKey(LOCAL_ISSUER)).keysFile };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new StartError(`DATA_DIR cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

async function startEmbedded(path: string, reset = false): Promise<Engine> {
  try {
    return await startEngine(path, reset);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new StartError(
      `The data in ${path} cannot be opened: ${cause instanceof Error ? cause.message : cause}\n` +
        'Is another npm start using it? Give this one its own folder: DATA_DIR=.local-2 npm start',
    );
  }
}

async function prepare(tableName: string, endpoint: string, embedded: boolean): Promise<void> {
  const client = new DynamoDBClient({});
  try {
    await createTable(client, tableName);
    // Only what this command keeps itself: another DynamoDB is its owner's to change (npm run migrate).
    const moved = embedded ? await renewTable(client, tableName) : undefined;
    if (moved !== undefined) console.log(`Brought the data of an earlier version up to date: ${moved} users.`);
    await putSamples(documentTable(client, tableName));
  } catch (error) {
    if (!isTransient(error) && !(error instanceof Unavailable)) throw error;
    throw new StartError(`The DynamoDB at ${endpoint} does not answer: ${error.message}`);
  } finally {
    client.destroy();
  }
}

/** By Ctrl-C, or because npm has gone: it hands SIGTERM to its shell, which keeps it to itself. */
const signalled = () =>
  new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && resolve(), 500).unref();
  });

try {
  process.exit(await main());
} catch (error) {
  const expected = error instanceof StartError || error instanceof SettingsError;
  console.error(expected ? error.message : error);
  process.exit(1);
}
