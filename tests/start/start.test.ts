import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test } from '@jest/globals';
import { readData } from '../support/data.ts';
import { freePort, startService, stopServices } from '../support/service.ts';
import { until } from '../support/until.ts';

const run = promisify(execFile);
const dataDir = mkdtempSync(join(tmpdir(), 'streamgate-start-'));
/** Of processes that a test which fails would leave running. */
const groups: number[] = [];
afterAll(async () => {
  await stopServices();
  for (const group of groups) if ((await processesOf(group)).length > 0) process.kill(-group, 'SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** `npm start` that is to fail, or to end by itself. */
async function npmStart(settings: Record<string, string | undefined>, ...options: string[]) {
  const port = settings.PORT ?? String(await freePort());
  const env = { ...process.env, DATA_DIR: dataDir, ...settings, PORT: port };
  try {
    return { code: 0, ...(await run('npm', ['start', '--silent', '--', ...options], { env, timeout: 60_000 })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

/** The processes of a process group. */
async function processesOf(group: number | undefined): Promise<string[]> {
  const { stdout } = await run('ps', ['-eo', 'pgid=,args=']);
  return stdout.split('\n').filter((line) => line.trim().startsWith(`${group} `));
}

/** An answer without what differs from run to run. */
const timeless = (text: string) =>
  text
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
    .replace(/"(renewAfter|latencyMs)":[\d.]+/g, '"$1":0')
    .replace(/"requestId":"[^"]+"/g, '"requestId":""');

test('what it prints to try works, what the README shows is what one gets, and Ctrl-C leaves nothing behind', async () => {
  const TMPDIR = mkdtempSync(join(tmpdir(), 'streamgate-start-tmp-'));
  // npm itself leaves what V8 has compiled of npm there, from Node 22 on.
  const service = await startService({ DATA_DIR: dataDir, TMPDIR, NODE_DISABLE_COMPILE_CACHE: '1' });
  const commands = service.output().match(/curl .*/g) ?? [];
  expect(commands.length).toBeGreaterThanOrEqual(9);
  for (const command of commands) {
    const { stdout } = await run('bash', ['-c', `${command} -f`]);
    expect(JSON.parse(stdout)).not.toHaveProperty('code');
  }

  const readme = readFileSync('README.md', 'utf8');
  const examples = [...readme.matchAll(/^\$ (curl .*)\n(\{.*\})$/gm)];
  expect(examples.length).toBeGreaterThanOrEqual(10);
  for (const [, command = '', answer = ''] of examples) {
    const { stdout } = await run('bash', ['-c', `${command.replace('localhost:8080', service.url)} -s`]);
    expect(`${command}\n${timeless(stdout)}`).toBe(`${command}\n${timeless(answer)}`);
  }

  await service.post('/requeststream', { id: '002', stream: 'kept' });
  await service.stop();
  expect(service.output()).toContain('Stopping …');
  await until(
    () => processesOf(service.pid),
    (processes) => processes.length === 0,
  );
  expect(readdirSync(dataDir).sort()).toEqual(['dynamodb', 'serverless.log']);
  // tsx keeps what it has compiled.
  expect(readdirSync(TMPDIR).filter((name) => !name.startsWith('tsx-'))).toEqual([]);
}, 120_000);

/** The streams of a sample user, as the data have them, with no service in between. */
const streamsOf = (id: string): Promise<unknown> =>
  readData(dataDir, async (client) => {
    const { Item } = await client.send(new GetItemCommand({ TableName: 'streamgate-dev', Key: { id: { S: id } } }));
    return Item?.streams?.M;
  });

test('the data are kept from run to run, and nobody else gets them meanwhile', async () => {
  const second = await startService({ DATA_DIR: dataDir });
  for (const options of [[], ['--reset']]) {
    const meanwhile = await npmStart({}, ...options);
    expect(meanwhile).toMatchObject({ code: 1, stderr: expect.stringContaining('Is another npm start using it?') });
  }
  expect((await second.get('/getstreams?id=002')).body.streams).toMatchObject([{ stream: 'kept' }]);
  await second.stop();
}, 120_000);

test.each([
  { what: 'a SIGTERM that reaches npm alone', signal: 'SIGTERM', whom: 1, options: [] },
  {
    what: 'Ctrl-C while it bundles, after --reset has emptied the data,',
    signal: 'SIGINT',
    whom: -1,
    options: ['--reset'],
  },
])(
  '$what stops it at once, and leaves nothing behind',
  async ({ signal, whom, options }) => {
    const env = { ...process.env, DATA_DIR: dataDir, PORT: String(await freePort()) };
    const npm = spawn('npm', ['start', '--silent', '--', ...options], { detached: true, env });
    groups.push(npm.pid ?? Number.NaN);
    let output = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await until(
      async () => output,
      (text) => text.includes('Bundling'),
      40_000,
    );
    process.kill(whom * (npm.pid ?? Number.NaN), signal);
    await until(
      () => processesOf(npm.pid),
      (processes) => processes.length === 0,
    );
    expect(output).toContain('Stopping …');
    expect(output).not.toContain('Streamgate is ready');
    const kept = options.length > 0 ? {} : { kept: expect.anything() };
    expect(await streamsOf('002')).toEqual(kept);
    expect(readdirSync(dataDir).sort()).toEqual(['dynamodb', 'serverless.log']);
  },
  60_000,
);

test('a port that is taken, and settings that are wrong, are told in clear words', async () => {
  const other = createServer();
  const port = String(await freePort());
  await new Promise<void>((resolve) => other.listen(Number(port), '127.0.0.1', resolve));
  const taken = await npmStart({ PORT: port });
  other.close();
  expect(taken).toMatchObject({
    code: 1,
    stderr: `Port ${port} is taken. Choose another one: PORT=${Number(port) + 1} npm start\n`,
  });

  const wrong = await npmStart({ STREAM_LIMIT: 'three', LEASE_SECONDS: '0' });
  expect(wrong).toMatchObject({
    code: 1,
    stderr:
      'STREAM_LIMIT must be a whole number of streams from 0 to 20, or unlimited\n' +
      'LEASE_SECONDS must be a whole number of seconds from 1 to 86400\n',
  });
  expect(await npmStart({ STREM_LIMIT: '5' })).toMatchObject({
    code: 1,
    stderr: 'STREM_LIMIT is not a setting. Did you mean STREAM_LIMIT?\n',
  });
  expect((await npmStart({ DATA_DIR: 'package.json' })).stderr).toMatch(
    /^DATA_DIR cannot be used: .*package\.json'\n$/,
  );
  expect((await npmStart({}, '--rest')).stderr).toContain("Unknown option '--rest'");
  expect((await npmStart({ DYNAMODB_ENDPOINT: 'nonsense' })).stderr).toContain('DYNAMODB_ENDPOINT must be a URL');
  const silent = `http://127.0.0.1:${await freePort()}`;
  expect((await npmStart({ DYNAMODB_ENDPOINT: silent })).stderr).toContain(`The DynamoDB at ${silent} does not answer`);
  expect((await npmStart({}, '--help')).stdout).toContain('--reset');
}, 120_000);
