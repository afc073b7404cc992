import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { freePort } from '../support/service.ts';
import { until } from '../support/until.ts';

const CLI = 'node_modules/.bin/serverless';
const dataDir = mkdtempSync(join(tmpdir(), 'streamgate-serverless-'));
const env = { ...process.env, DATA_DIR: dataDir, DYNAMODB_ENDPOINT: undefined, SLS_NOTIFICATIONS_MODE: 'off' };

const { functions }: { functions: Record<string, object> } = parse(readFileSync('serverless.yml', 'utf8'), {
  logLevel: 'silent',
});

/**
 * The sample event of a function, and what a caller gets for it: in an order in which each is answered with success.
 */
const SAMPLES = [
  ['createUser', 'create-user', 201],
  ['getUser', 'get-user', 200],
  ['updateUser', 'update-user', 200],
  ['getAllUsers', 'get-all-users', 200],
  ['requestStream', 'request-stream', 200],
  ['renewStream', 'renew-stream', 200],
  ['getStreams', 'get-streams', 200],
  ['stopStream', 'stop-stream', 200],
  ['revokeStreams', 'revoke-streams', 200],
  ['removeUser', 'remove-user', 200],
  ['health', 'health', 200],
  ['console', 'console', 200],
  ['docs', 'docs', 200],
] as const;

/** What needs AWS itself: CodeDeploy, and the table's own settings. */
const ON_AWS = [
  ['releaseCheck', 'release-check'],
  ['respond', 'respond'],
] as const;

let output = '';
let stop: () => Promise<unknown>;
let url: string;
let lambdaUrl: string;

beforeAll(async () => {
  const [httpPort, lambdaPort] = [await freePort(), await freePort()];
  const ports = ['--httpPort', String(httpPort), '--lambdaPort', String(lambdaPort)];
  const child = spawn(CLI, ['offline', ...ports], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  url = `http://localhost:${httpPort}`;
  lambdaUrl = `http://localhost:${lambdaPort}/2015-03-31/functions`;
  stop = () => {
    child.kill('SIGINT');
    return exited;
  };
  await until(
    async () => output,
    (text) => text.includes('Server ready') || child.exitCode !== null,
    60_000,
  );
}, 90_000);

afterAll(async () => {
  await stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function invokeLocal(name: string, event: string) {
  const args = ['invoke', 'local', '-f', name, '--path', `events/${event}.json`];
  const { stdout } = await promisify(execFile)(CLI, args, { env });
  return JSON.parse(stdout.slice(stdout.indexOf('{\n')));
}

test('serverless offline serves a table with the sample users, and needs no setting', async () => {
  const response = await fetch(`${url}/getuser?id=001`);
  expect(await response.json()).toMatchObject({ id: '001', Name: 'Dennis Bergkamp' });
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'ok' });
});

test('every function has a sample event', () => {
  const named = [...SAMPLES, ...ON_AWS].map(([name, event]) => ({ name, event: `${event}.json` }));
  expect(named.map(({ name }) => name).sort()).toEqual(Object.keys(functions).sort());
  expect(named.map(({ event }) => event).sort()).toEqual(readdirSync('events').sort());
});

test.each(SAMPLES)('%s answers its sample event, events/%s.json, with %d', async (name, event, statusCode) => {
  const body = readFileSync(`events/${event}.json`);
  const response = await fetch(`${lambdaUrl}/streamgate-local-${name}/invocations`, { method: 'POST', body });
  expect(await response.json()).toMatchObject({ statusCode });
});

test('serverless invoke local has the same table while the server runs, and still has it afterwards', async () => {
  expect(await invokeLocal('requestStream', 'request-stream')).toMatchObject({ statusCode: 200 });
  const watching = async () => JSON.parse((await invokeLocal('getStreams', 'get-streams')).body).activeStreams;
  expect(await (await fetch(`${url}/getstreams?id=001`)).json()).toMatchObject({ activeStreams: 1 });
  expect(await watching()).toBe(1);
  await stop();
  expect(await watching()).toBe(1);
  expect(readdirSync(dataDir)).toEqual(['dynamodb']);
}, 90_000);
