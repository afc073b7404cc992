import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Message } from './plugin.ts';
import { StartError } from './start-error.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOST = '127.0.0.1';
const READY_MS = 60_000;

export interface Server {
  readonly url: string;
  /** Resolves when the server has ended on its own. */
  readonly ended: Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** @throws StartError if another program listens on the port */
export async function assertFree(port: number): Promise<void> {
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, HOST, () => resolve(true));
  });
  if (!free) throw new StartError(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`);
  await new Promise((resolve) => probe.close(resolve));
}

interface ServerOptions {
  readonly port: number;
  /** The folder for the server's own messages and the bundles. */
  readonly dataDir: string;
  /** Whether to empty the embedded DynamoDB first. */
  readonly reset: boolean;
  /** Resolves when the server should stop. */
  readonly interrupted: Promise<unknown>;
  /** Called with a sentence once DynamoDB has the table and the sample users. */
  readonly onPrepared: (text: string) => void;
}

/**
 * Starts `serverless offline start`: API Gateway, Lambda and DynamoDB on this machine, configured by
 * src/local/plugin.ts.
 * @returns undefined if it was interrupted before it was ready
 * @throws StartError with the server's own message if it does not start
 */
export async function startServer(options: ServerOptions): Promise<Server | undefined> {
  const { port, dataDir, reset, interrupted, onPrepared } = options;
  const child = spawn(
    process.execPath,
    [
      ...['--import', join(ROOT, 'src/local/follow-parent.mjs')],
      join(ROOT, 'node_modules/serverless/bin/serverless.js'),
      ...['offline', 'start', '--host', HOST, '--httpPort', String(port), '--lambdaPort', String(await freePort())],
      ...(reset ? ['--reset'] : []),
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, DATA_DIR: dataDir, SLS_NOTIFICATIONS_MODE: 'off' },
    },
  );
  let failure: string | undefined;
  child.on('message', (message: Message) => {
    if ('failure' in message) failure = message.failure;
    else onPrepared(message.prepared);
  });
  const cleanUp = () => {
    // It removes these itself, unless it is killed.
    for (const name of [`build-${child.pid}`, 'dynamodb.url']) {
      rmSync(join(dataDir, name), { recursive: true, force: true });
    }
  };
  const logFile = join(dataDir, 'serverless.log');
  return untilItServes(child, { port, logFile, cleanUp, interrupted, failure: () => failure });
}

/** A server that has been started. */
interface Started {
  readonly port: number;
  /** The file for the server's own messages. */
  readonly logFile: string;
  /** Called when it has ended. */
  readonly cleanUp: () => void;
  /** Resolves when the server should stop. */
  readonly interrupted: Promise<unknown>;
  /** Why it ended, if it has sent a sentence about it. */
  readonly failure?: () => string | undefined;
}

/**
 * Waits until a server answers, and then shows the functions' log lines.
 * @returns undefined if it was interrupted before it was ready
 * @throws StartError with the server's own message if it does not start
 */
export async function untilItServes(
  child: ChildProcess,
  { port, logFile, cleanUp, interrupted, failure }: Started,
): Promise<Server | undefined> {
  const log = createWriteStream(logFile);
  let isReady = false;
  // The functions write JSON lines, warnings and errors to stderr; all other lines are the server's own. Lines about
  // the requests that wait for the start are dropped.
  const show = (line: string) => (isReady && line.startsWith('{') ? console.log(line) : log.write(`${line}\n`));
  for (const output of [child.stdout, child.stderr]) {
    if (output) createInterface(output).on('line', show);
  }
  const ended = once(child, 'exit');
  // The bundler shares stderr, and may still write after the server has ended.
  const silent = once(child, 'close');
  const stop = async () => {
    await end(child, ended);
    await Promise.race([silent, sleep(5000, undefined, { ref: false })]);
    cleanUp();
  };

  const url = `http://localhost:${port}`;
  const decided = new AbortController();
  try {
    const isWanted = await Promise.race([
      interrupted.then(() => false),
      untilReady(`http://${HOST}:${port}/health`, decided.signal).then(() => true),
      // Ctrl-C reaches the server as well as this process, in either order.
      ended
        .then(() => sleep(500))
        .then(() => {
          throw new StartError(failure?.() ?? `The server did not start:\n${readFileSync(logFile, 'utf8')}`);
        }),
    ]);
    isReady = isWanted;
  } finally {
    decided.abort();
    if (!isReady) await stop();
  }
  return isReady ? { url, ended, stop } : undefined;
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(timer);
}

/** Asks until it is ready, or until the signal says that it no longer matters. */
async function untilReady(health: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_MS;
  let last: unknown = 'no answer';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(health, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
      if (response.ok) return;
      last = await response.text();
    } catch (error) {
      last = error;
    }
    await sleep(100, undefined, { signal });
  }
  throw new StartError(`The service was not ready after ${READY_MS / 1000} s: ${last}`);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
