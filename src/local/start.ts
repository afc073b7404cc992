import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Auth } from '../http/authorization.ts';
import { SettingsError } from '../settings/settings.ts';
import { openData } from './data.ts';
import { examples, picturesAt } from './examples.ts';
import { startInstance } from './instance.ts';
import { localKey } from './issuer.ts';
import { localSettings, misspelt, type Options, parseFlags, parseOptions, USAGE } from './options.ts';
import { makeLocalKey } from './pass-keys.ts';
import { assertFree, startServer } from './server.ts';
import { StartError } from './start-error.ts';
import { localTokens } from './tokens.ts';

/** @returns the exit code */
async function main(): Promise<number> {
  const { help, reset = false, serve = false, media = false } = parseFlags();
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const demo = media ? await import('./media/demo.ts') : undefined;
  if (demo !== undefined) Object.assign(process.env, demo.demoSettings(process.env));
  const options = parseOptions(process.env, reset);
  const { port, dataDir, endpoint, settings, hasConsole } = options;
  const mistakes = misspelt(process.env);
  if (mistakes.length > 0) throw new StartError(mistakes.join('\n'));
  await assertFree(port);
  if (media) await assertFree(port + 1);
  makeFolder(dataDir);

  const interrupted = signalled().then(() => 'interrupted' as const);
  console.log('Starting DynamoDB, with the table and three sample users …');
  const onPrepared = (text: string) =>
    console.log(`${text}\nBundling the functions and starting the server, which takes about five seconds …`);
  const server = serve
    ? await serveInstance(options, reset, interrupted, onPrepared)
    : await startServer({ port, dataDir, reset, interrupted, onPrepared });
  if (server === undefined) {
    console.log('\nStopping …');
    return 0;
  }
  const pictures = await demo?.serveDemo(dataDir, server.url, port + 1);
  if (pictures !== undefined) console.log(picturesAt(pictures.url));
  const tokens = settings.auth === 'none' ? [] : await localTokens(settings.auth);
  console.log(examples(server.url, endpoint ?? join(dataDir, 'dynamodb'), tokens, hasConsole, serve));

  const ended = server.ended.then(() => 'ended' as const);
  // Ctrl-C reaches the server as well as this process, in either order.
  let reason = await Promise.race([interrupted, ended]);
  if (reason === 'ended') reason = await Promise.race([interrupted, sleep(500, reason)]);
  console.log(
    reason === 'ended'
      ? `The server ended by itself: see ${serve ? 'server' : 'serverless'}.log in the data folder.`
      : '\nStopping …',
  );
  await pictures?.close();
  await server.stop();
  return reason === 'ended' ? 1 : 0;
}

/** Also opens the data, which the plugin of the Serverless CLI does otherwise. */
async function serveInstance(
  { port, dataDir, endpoint, settings }: Options,
  reset: boolean,
  interrupted: Promise<unknown>,
  onPrepared: (text: string) => void,
) {
  const { tableName } = settings;
  onPrepared(await openData({ dataDir, external: endpoint, tableName, reset, isShared: false }));
  if (settings.passes !== undefined) makeLocalKey(dataDir);
  Object.assign(process.env, localSettings(process.env), await instanceSettings(dataDir, settings.auth));
  return startInstance({ port, dataDir, interrupted });
}

/** The settings that an instance needs besides: the keys of the printed tokens, because it checks signatures. */
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

/** Resolves after Ctrl-C, or when npm is gone: npm sends SIGTERM to its shell, which does not pass it on. */
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
