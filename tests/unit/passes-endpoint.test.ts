import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { createVerifier } from '../../edge/verify.ts';
import { plainTable } from '../../src/dynamodb/plain-table.ts';
import { newKey } from '../../src/local/pass-keys.ts';
import { parseSettings } from '../../src/settings/settings.ts';
import { testEndpoints } from '../support/endpoints.ts';
import { httpEvent, lambdaContext } from '../support/event.ts';

const folder = mkdtempSync(join(tmpdir(), 'streamgate-passes-'));
const [first, second] = [newKey('first'), newKey('second')];
const NOW = Date.parse('2026-03-01T20:00:00Z');
const client = new DynamoDBClient({ region: 'us-east-1' });
const mock = mockClient(client);
const printed = jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
const lines = () => printed.mock.calls.map(([line]): Record<string, unknown> => JSON.parse(String(line)));

beforeEach(() => {
  mock.reset();
  printed.mockClear();
  mock.on(UpdateItemCommand).resolves({ Attributes: marshall(holder) });
});
afterAll(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const holder = {
  id: '010',
  name: 'Van Persie',
  subscription: 'Basic Plan',
  plan: 'basic plan',
  createdAt: 1,
  activeStreams: 1,
  lastSeenAt: NOW,
  changedAt: NOW,
  streams: { 'tv-1': { stream: 'stream_100', startedAt: NOW, expiresAt: NOW + 150_000 } },
};

/** The two endpoints, with keys in a file. */
function service(keys: string | undefined, settings: Record<string, string> = {}, now = () => NOW) {
  const file = join(folder, `${Math.random()}.json`);
  if (keys !== undefined) writeFileSync(file, keys);
  const environment = { PASSES: 'on', PASS_KEYS: `file:${file}`, PASS_PATH: '/live/{stream}/', ...settings };
  const { requestStream, renewStream } = testEndpoints({ table: plainTable(client, 'users'), now }, environment);
  const call = async (endpoint: typeof requestStream, body: object) => {
    const { statusCode, body: text = '' } = await endpoint(
      httpEvent('POST /x', { body: JSON.stringify(body) }),
      lambdaContext(),
    );
    return { status: statusCode, body: JSON.parse(text) };
  };
  return {
    file,
    start: (body: object = {}) => call(requestStream, { id: '010', stream: 'stream_100', session: 'tv-1', ...body }),
    renew: (body: object = {}) => call(renewStream, { id: '010', session: 'tv-1', ...body }),
  };
}

const KEYS = JSON.stringify({ keys: [first, second] });
const verifier = createVerifier(new Map([[first.kid, first.key]]), { now: () => NOW });
const opens = (pass: string, path = '/live/stream_100/1.ts') =>
  verifier.check({ url: path, headers: { 'cta-common-access-token': pass } });

describe('with passes on', () => {
  test('a start and a renewal return a pass for their stream, signed with the first key', async () => {
    const { start, renew } = service(KEYS);
    for (const call of [start, renew]) {
      const { status, body } = await call();
      expect(status).toBe(200);
      expect(opens(body.pass)).toMatchObject({ outcome: 'passed', claims: { expires: NOW / 1000 + 60 } });
      expect(opens(body.pass, '/live/stream_1/1.ts')).toMatchObject({ reason: 'other-path' });
    }
  });

  test('a stream id that cannot be in a path is a field error, before any write', async () => {
    const { start, renew } = service(KEYS);
    for (const stream of ['a/b', '..', 'a%2fb']) {
      for (const call of [start, renew]) {
        const { status, body } = await call({ stream });
        expect([status, body.errors[0].path]).toEqual([400, 'stream']);
        expect(body.errors[0].message).toMatch(/PASS_PATH/);
      }
    }
    expect(mock.calls()).toEqual([]);
  });

  test('in base64url any stream id can', async () => {
    const stream = 'a/../b?';
    const lease = { stream, startedAt: NOW, expiresAt: NOW + 150_000 };
    mock.on(UpdateItemCommand).resolves({ Attributes: marshall({ ...holder, streams: { 'tv-1': lease } }) });
    const { start } = service(KEYS, { PASS_PATH: '/live/{stream64}/' });
    const { body } = await start({ stream });
    expect(opens(body.pass, `/live/${Buffer.from(stream).toString('base64url')}/1.ts`).outcome).toBe('passed');
  });

  test.each([undefined, 'no keys'])('without any key both are 503 before any write, and logged (%s)', async (text) => {
    const { start, renew } = service(text);
    expect([(await start()).status, (await renew()).status]).toEqual([503, 503]);
    expect(mock.calls()).toEqual([]);
    expect(lines().filter(({ code }) => code === 'pass-keys-unreadable')).toHaveLength(2);
    expect(lines()).toContainEqual(expect.objectContaining({ level: 'ERROR', hasKey: false, PassKeysUnreadable: 1 }));
  });

  test('a key that was read once stays in use, and the other one signs when it comes first', async () => {
    let time = NOW;
    const { start, file } = service(KEYS, {}, () => time);
    await start();
    time += 6 * 60_000;
    writeFileSync(file, 'gone');
    expect((await start()).body.pass).toBeDefined();
    expect(lines()).toContainEqual(expect.objectContaining({ level: 'WARN', hasKey: true, PassKeysUnreadable: 1 }));
    time += 60_000;
    writeFileSync(file, JSON.stringify({ keys: [second, first] }));
    const { body } = await start();
    expect(opens(body.pass)).toMatchObject({ reason: 'unknown-key' });
  });

  test('logs once a minute how many it has signed', async () => {
    let time = NOW;
    const { start } = service(KEYS, {}, () => time);
    await start();
    await start();
    time += 60_000;
    await start();
    expect(lines().filter((line) => 'PassesIssued' in line)).toEqual([expect.objectContaining({ PassesIssued: 3 })]);
  });
});

test('with passes off there is no pass, whatever else is set', async () => {
  const { start, renew } = service(undefined, { PASSES: 'off' });
  for (const { status, body } of [await start(), await renew(), await start({ stream: 'a/b', session: 'tv-1' })]) {
    expect([status, 'pass' in body]).toEqual([200, false]);
  }
});

describe('the settings of passes', () => {
  const errorsOf = (settings: Record<string, string>) => {
    try {
      parseSettings({ TABLE_NAME: 'users', AUTH: 'none', ...settings });
      return '';
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
  };
  const on = { PASSES: 'on', PASS_KEYS: 'streamgate-prod-pass-keys', PASS_PATH: '/live/{stream}/' };

  test.each([
    [{ PASSES: 'on' }, 'PASS_KEYS must be set, as PASSES is on\nPASS_PATH must be set, as PASSES is on'],
    [{ ...on, KEEP_TOMBSTONES: 'off' }, 'PASSES=on needs KEEP_TOMBSTONES=on'],
    [{ ...on, PASS_PATH: '/live/' }, 'PASS_PATH must be a path'],
    [{ ...on, PASS_PATH: '/live/{stream}' }, 'PASS_PATH must be a path'],
    [{ ...on, PASS_PATH: '/live/x{stream}/' }, 'PASS_PATH must be a path'],
    [{ ...on, PASS_PATH: 'live/{stream}/' }, 'PASS_PATH must be a path'],
    [{ PASS_KEYS: 'two words' }, 'PASS_KEYS must be the name of a secret'],
    [{ PASS_ISSUER: 'a b' }, 'PASS_ISSUER must be'],
    [{ PASSES: 'yes' }, 'PASSES must be on or off'],
  ])('%j is refused', (settings, message) => {
    expect(errorsOf(settings)).toContain(message);
  });

  test('are taken', () => {
    const { passes, rules } = parseSettings({ TABLE_NAME: 'users', AUTH: 'none', AWS_REGION: 'eu-west-1', ...on });
    expect(passes).toMatchObject({
      keys: on.PASS_KEYS,
      path: on.PASS_PATH,
      issuer: 'streamgate',
      place: { region: 'eu-west-1' },
    });
    expect(rules.passes).toEqual({ youngSeconds: 60 });
    expect(parseSettings({ TABLE_NAME: 'users', AUTH: 'none' }).rules.passes).toBeUndefined();
  });
});
