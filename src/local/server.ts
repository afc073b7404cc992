import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HOST = '127.0.0.1';
const READY_MS = 60_000;

/** What a person can fix, told in a sentence. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

export interface Server {
  readonly url: string;
  /** Resolves when the server has ended by itself. */
  readonly ended: Promise<unknown>;
  readonly stop: () => Promise<void>;
}

/** @throws StartError when another program listens on the port */
export async function assertFree(port: number): Promise<void> {
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(port, HOST, () => resolve(true));
  });
  if (!free) throw new StartError(`Port ${port} is taken. Choose another one: PORT=${port + 1} npm start`);
  await new Promise((resolve) => probe.close(resolve));
}

/**
 * Starts serverless-offline: API Gateway and Lambda, on this machine.
 * @param dataDir where its own messages go and the bundles are built
 * @param environment what the functions get, besides the shell's settings
 * @param interrupted resolves when nobody wants the server any more
 * @returns undefined if it was interrupted before it was ready
 * @throws StartError with the server's own words if it does not start
 */
export async function startServer(
  port: number,
  dataDir: string,
  environment: Record<string, string>,
  interrupted: Promise<unknown>,
): Promise<Server | undefined> {
  const buildDir = join(dataDir, 'build');
  // serverless-offline puts a copy of each function where temporary files go, and leaves it there.
  const temporaryDir = join(dataDir, 'tmp');
  mkdirSync(temporaryDir, { recursive: true });
  const logFile = join(dataDir, 'serverless.log');
  const child = spawn(
    process.execPath,
    [
      ...['follow-parent', 'in-turn'].flatMap((each) => ['--import', join(ROOT, `src/local/${each}.mjs`)]),
      join(ROOT, 'node_modules/serverless/bin/serverless.js'),
      // A stage of its own, which has no file in stages/: the settings are the shell's.
      ...['offline', 'start', '--stage', 'local'],
      ...['--host', HOST, '--httpPort', String(port), '--lambdaPort', String(await freePort())],
      // A worker thread for each of fifty simultaneous requests starts for longer than a function may take.
      '--useInProcess',
      // Without it, it would check no token at all. It is an option of this command only: no setting or deploy can have it.
      '--ignoreJWTSignature',
    ],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        ...environment,
        BUILD_DIR: relative(ROOT, buildDir),
        TMPDIR: temporaryDir,
        SLS_NOTIFICATIONS_MODE: 'off',
      },
    },
  );
  const cleanUp = () => {
    for (const folder of [buildDir, temporaryDir]) rmSync(folder, { recursive: true, force: true });
  };
  return untilItServes(child, { port, logFile, cleanUp, interrupted });
}

/** What is known of a server that has been started. */
interface Started {
  readonly port: number;
  /** Where its own messages go. */
  readonly logFile: string;
  /** Called when it has ended. */
  readonly cleanUp: () => void;
  readonly interrupted: Promise<unknown>;
}

/**
 * Waits until a server answers, and shows what the functions log from then on.
 * @returns undefined if it was interrupted before it was ready
 * @throws StartError with the server's own words if it does not start
 */
export async function untilItServes(
  child: ChildProcess,
  { port, logFile, cleanUp, interrupted }: Started,
): Promise<Server | undefined> {
  const log = createWriteStream(logFile);
  let isReady = false;
  // The functions write JSON lines, warnings and errors to stderr; all else is serverless-offline's own. What they say of the
  // requests that find out whether they are ready is of no use to anybody.
  const show = (line: string) => (isReady && line.startsWith('{') ? console.log(line) : log.write(`${line}\n`));
  for (const output of [child.stdout, child.stderr]) {
    if (output) createInterface(output).on('line', show);
  }
  const ended = once(child, 'exit');
  const stop = async () => {
    await end(child, ended);
    cleanUp();
  };

  const url = `http://localhost:${port}`;
  try {
    const isWanted = await Promise.race([
      interrupted.then(() => false),
      untilReady(`http://${HOST}:${port}/health`).then(() => true),
      // Ctrl-C reaches the server as well as this process, in either order.
      ended
        .then(() => after(500))
        .then(() => {
          throw new StartError(`The server did not start:\n${readFileSync(logFile, 'utf8')}`);
        }),
    ]);
    isReady = isWanted;
  } finally {
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

async function untilReady(health: string): Promise<void> {
  const deadline = Date.now() + READY_MS;
  let last: unknown = 'no answer';
  while (Date.now() < deadline) {
    try {
      const response = await fetch(health, { signal: AbortSignal.timeout(10_000) });
      if (response.ok) return;
      last = await response.text();
    } catch (error) {
      last = error;
    }
    await after(100);
  }
  throw new StartError(`The service was not ready after ${READY_MS / 1000} s: ${last}`);
}

export const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, HOST);
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
