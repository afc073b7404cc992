import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { httpApi } from '../api/http-api.ts';
import { parseSettings, SettingsError } from '../api/settings.ts';
import { isUnavailable } from '../domain/refusals.ts';
import { type Engine, startEngine } from './engine.ts';
import { examples } from './examples.ts';
import { putSamples } from './samples.ts';
import { assertFree, StartError, startServer } from './server.ts';
import { createTable, renewTable } from './table.ts';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, localTokens } from './tokens.ts';

const USAGE = `npm start [-- options]: Streamgate on this machine, with an embedded DynamoDB

  --reset   empties the embedded DynamoDB first
  --help    this text

From the shell:
  PORT                where the service listens (8080)
  DATA_DIR            where the embedded DynamoDB keeps its data (.local)
  DYNAMODB_ENDPOINT   another DynamoDB to use instead, such as http://localhost:8000
  AUTH                none (the default here): everybody may do everything; jwt: with authorization, and tokens to try it
  CONSOLE             the console at / : on (as it is here unless you say so) or off
  and the settings of the service: STREAM_LIMIT, STREAM_LIMITS_BY_SUBSCRIPTION, LEASE_SECONDS, RENEW_SECONDS,
  AUTH_ISSUER, AUTH_AUDIENCE, AUTH_SCOPE_PREFIX, CORS_ORIGINS, TABLE_NAME, LOG_LEVEL (README.md, docs/security.md)`;

/** What an engine on this machine takes: any credentials will do. */
const LOCAL_CREDENTIALS = { AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };

async function main(): Promise<void> {
  const { help, reset } = parseOptions();
  if (help) {
    console.log(USAGE);
    return;
  }
  const port = parsePort(process.env.PORT || '8080');
  const dataDir = resolve(process.env.DATA_DIR || '.local');
  const external = process.env.DYNAMODB_ENDPOINT || undefined;
  if (external !== undefined && !URL.canParse(external)) {
    throw new StartError(`DYNAMODB_ENDPOINT must be a URL, such as http://localhost:8000; it is "${external}".`);
  }
  if (external !== undefined && reset) {
    throw new StartError('--reset empties the embedded DynamoDB only; DYNAMODB_ENDPOINT names another one.');
  }
  const authSettings = authEnvironment();
  const given = { ...process.env, TABLE_NAME: process.env.TABLE_NAME || 'streamgate-dev', ...authSettings };
  const { tableName, auth } = parseSettings(given);
  httpApi(given);
  const hasConsole = parseSwitch('CONSOLE', process.env.CONSOLE || 'on');
  await assertFree(port);

  console.log('Starting Streamgate: DynamoDB, table, sample users, functions (a few seconds) …');
  mkdirSync(dataDir, { recursive: true });
  const engine = external === undefined ? await startEmbedded(join(dataDir, 'dynamodb'), reset) : undefined;
  const endpoint = engine?.endpoint ?? external ?? '';
  const environment = {
    AWS_REGION: 'us-east-1',
    ...(external === undefined || process.env.AWS_ACCESS_KEY_ID === undefined ? LOCAL_CREDENTIALS : {}),
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    TABLE_NAME: tableName,
    ...authSettings,
    CONSOLE: hasConsole ? 'on' : 'off',
  };
  Object.assign(process.env, environment);

  await prepare(tableName, endpoint, engine !== undefined);

  const server = await startServer(port, dataDir, environment);
  const tokens = auth === 'none' ? [] : await localTokens(auth);
  console.log(examples(server.url, engine === undefined ? endpoint : join(dataDir, 'dynamodb'), tokens, hasConsole));

  await Promise.race([signalled(), server.ended.then(() => console.error('The server ended by itself.'))]);
  console.log('\nStopping …');
  await server.stop();
  await engine?.close();
}

function parseOptions() {
  try {
    return parseArgs({ options: { reset: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

/** Only here is there a default: a deploy must say whom it lets in. */
function authEnvironment(): Record<string, string> {
  const { AUTH, AUTH_ISSUER, AUTH_AUDIENCE } = process.env;
  if (AUTH !== 'jwt') return { AUTH: AUTH || 'none' };
  return { AUTH, AUTH_ISSUER: AUTH_ISSUER || LOCAL_ISSUER, AUTH_AUDIENCE: AUTH_AUDIENCE || LOCAL_AUDIENCE };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StartError(`PORT must be a number from 1 to 65535; it is "${text}".`);
}

function parseSwitch(name: string, text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new StartError(`${name} must be on or off; it is "${text}".`);
}

async function startEmbedded(path: string, reset = false): Promise<Engine> {
  try {
    return await startEngine(path, reset);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw new StartError(
      `The data in ${path} cannot be opened: ${cause instanceof Error ? cause.message : cause}\n` +
        'Does another npm start use it? Give this one a folder of its own: DATA_DIR=.local-2 npm start',
    );
  }
}

async function prepare(tableName: string, endpoint: string, embedded: boolean): Promise<void> {
  const client = new DynamoDBClient({});
  try {
    await createTable(client, tableName);
    // Only what this command keeps itself: another DynamoDB is its owner's to change (npm run migrate).
    const moved = embedded ? await renewTable(client, tableName) : undefined;
    if (moved !== undefined) console.log(`The data of an earlier version were brought up to date: ${moved} users.`);
    await putSamples(client, tableName);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new StartError(
      `The DynamoDB at ${endpoint} does not answer: ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    client.destroy();
  }
}

const signalled = () =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve);
  });

try {
  await main();
  process.exit(0);
} catch (error) {
  const expected = error instanceof StartError || error instanceof SettingsError;
  console.error(expected ? error.message : error);
  process.exit(1);
}
