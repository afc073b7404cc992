import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const READY_MS = 110_000;

/** `npm run test:serve` tries the process of a fleet's instance instead of the emulator of API Gateway. */
const SERVES = process.env.STREAMGATE_SERVER === 'instance';
if (SERVES) process.env.LOCAL_ISSUER ??= mkdtempSync(join(tmpdir(), 'streamgate-issuer-'));

/** What a caller sees of an answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read JSON of any shape, and compare it
  readonly body: any;
}

const running = new Set<(signal: NodeJS.Signals) => Promise<unknown>>();

/** Stops what a test that failed has left running. */
export const stopServices = () => Promise.all([...running].map((end) => end('SIGINT')));

/**
 * The service as `npm start`, or `npm run serve`, runs it, on a port and with data of its own.
 * @param settings as in the shell of `npm start`
 */
export async function startService(settings: Record<string, string> = {}, options: string[] = []) {
  const port = settings.PORT ?? (await freePort());
  const dataDir = settings.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'streamgate-test-'));
  // Its own process group, so that a signal reaches all of it, as Ctrl-C in a terminal does.
  const child = spawn('npm', [...(SERVES ? ['run', 'serve'] : ['start']), '--', ...options], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, DYNAMODB_ENDPOINT: undefined, ...settings, PORT: String(port), DATA_DIR: dataDir },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const signal = (name: NodeJS.Signals) => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, name);
  };
  // Not `exit`: npm can end before the service that it started, which holds the output and the data.
  const exited = once(child, 'close').then(() => {
    if (settings.DATA_DIR === undefined) rmSync(dataDir, { recursive: true, force: true });
  });
  const end = async (name: NodeJS.Signals) => {
    signal(name);
    await exited;
    running.delete(end);
    return child.exitCode;
  };
  running.add(end);
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in ${READY_MS} ms:\n${output}`)), READY_MS);
    child.stdout.on('data', () => {
      if (!output.includes('Ctrl-C stops it')) return;
      clearTimeout(timer);
      resolve();
    });
    exited.then(() => {
      clearTimeout(timer);
      reject(new Error(`ended before it was ready:\n${output}`));
    });
  });

  const url = `http://localhost:${port}`;
  return {
    url,
    pid: child.pid,
    /** All that it printed. */
    output: () => output,
    /** What it logged: one object a line. */
    logs: () =>
      output
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line): Record<string, unknown> => JSON.parse(line)),
    ...callsOf(url),
    /** As a crash of the machine would; the data of a DATA_DIR are kept. */
    kill: () => end('SIGKILL'),
    /** As Ctrl-C does. */
    stop: () => end('SIGINT'),
  };
}

/**
 * The service that tests talk to over HTTP only: one that is deployed, where STREAMGATE_URL says so, or else as `npm
 * start` runs it. A deployed one gets the first of the sample users that `npm start` puts.
 */
export async function openService(): Promise<Pick<Service, 'get' | 'post' | 'ask'>> {
  const url = process.env.STREAMGATE_URL;
  if (url === undefined) return startService();
  const calls = callsOf(url, askAgain);
  await calls.post('/createuser', { id: '001', Name: 'Dennis Bergkamp', Subscription: 'basic plan' });
  return calls;
}

const callsOf = (url: string, send = ask) => ({
  get: (path: string, headers: Record<string, string> = {}) => send(url + path, { headers }),
  post: (path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  ask: (path: string, init: RequestInit) => send(url + path, init),
});

/** As the service asks of its callers: a 503 is tried again. Fifty cold starts at once on two cores can cause one. */
async function askAgain(url: string, init: RequestInit, tries = 5): Promise<Answer> {
  const answer = await ask(url, init);
  const seconds = Number(answer.headers.get('retry-after'));
  if (answer.status !== 503 || seconds === 0 || tries === 1) return answer;
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  return askAgain(url, init, tries - 1);
}

export type Service = Awaited<ReturnType<typeof startService>>;

async function ask(url: string, init: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
