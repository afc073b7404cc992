import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Limits } from '../../src/domain/limits.ts';
import {
  createUser,
  getStreams,
  getUser,
  isRefused,
  removeUser,
  renewStream,
  requestStream,
  stopStream,
} from '../support/asking.ts';
import { openTable, type TestTable } from '../support/table.ts';

let table: TestTable;
let id = '';
let users = 0;

beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  id = `user-${users++}`;
  await createUser(table.deps, { id, name: 'Van Persie', subscription: ' Basic Plan' });
});

const start = (stream: string, session?: string) => requestStream(table.deps, { id, stream, session });
const renew = (session: string, stream?: string) => renewStream(table.deps, { id, session, stream });
const stop = (session: string) => stopStream(table.deps, { id, session });

async function startAll(...streams: string[]) {
  for (const stream of streams) expect(await start(stream)).toMatchObject({ outcome: 'admitted' });
}

describe('the rule of three', () => {
  test('three streams are admitted, and the fourth is denied with the three that are on', async () => {
    await startAll('a', 'b', 'c');
    expect(await start('d')).toMatchObject({
      refusal: 'stream-limit-reached',
      limit: 3,
      activeStreams: 3,
      streams: [{ stream: 'a' }, { stream: 'b' }, { stream: 'c' }],
    });
    expect(await table.item(id)).toMatchObject({ activeStreams: 3 });
  });

  test('fifty at once admit exactly three', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, (_, i) => start(`stream_${i}`)));
    expect(results.filter((result) => !isRefused(result))).toHaveLength(3);
    for (const result of results.filter(isRefused)) {
      expect(result).toMatchObject({ refusal: 'stream-limit-reached', activeStreams: 3 });
    }
    const item = await table.item(id);
    expect(item?.activeStreams).toBe(3);
    expect(Object.keys(item?.streams)).toHaveLength(3);
  });

  test.each<[string, Limits, number]>([
    [
      'its own',
      {
        standard: 3,
        byPlan: new Map([
          ['premium plan', 5],
          ['basic plan', 1],
        ]),
      },
      1,
    ],
    ['the standard', { standard: 2, byPlan: new Map([['premium plan', 5]]) }, 2],
    ['none at all', { standard: 3, byPlan: new Map([['basic plan', 0]]) }, 0],
  ])('a plan goes by %s limit', async (_, limits, limit) => {
    const deps = { ...table.deps, rules: { ...table.deps.rules, limits } };
    for (let i = 0; i < limit; i++) {
      expect(await requestStream(deps, { id, stream: `s${i}` })).toMatchObject({
        outcome: 'admitted',
        lease: { limit },
      });
    }
    expect(await requestStream(deps, { id, stream: 'x' })).toMatchObject({ refusal: 'stream-limit-reached', limit });
  });

  test('lowering the limit ends no stream, and starts are admitted again when there is room', async () => {
    await startAll('a', 'b', 'c');
    const deps = { ...table.deps, rules: { ...table.deps.rules, limits: { standard: 1, byPlan: new Map() } } };
    expect(await requestStream(deps, { id, stream: 'd' })).toMatchObject({ limit: 1, activeStreams: 3 });
    expect(await renewStream(deps, { id, session: 'a' })).toMatchObject({ lease: { activeStreams: 3 } });
    for (const session of ['a', 'b', 'c']) await stopStream(deps, { id, session });
    expect(await requestStream(deps, { id, stream: 'd' })).toMatchObject({ outcome: 'admitted' });
  });

  test('a user who does not exist cannot start, renew or stop', async () => {
    const refusal = { refusal: 'user-not-found', id: 'nobody' };
    expect(await requestStream(table.deps, { id: 'nobody', stream: 'a' })).toEqual(refusal);
    expect(await renewStream(table.deps, { id: 'nobody', session: 'a' })).toEqual(refusal);
    expect(await stopStream(table.deps, { id: 'nobody', session: 'a' })).toEqual(refusal);
    expect(await getStreams(table.deps, 'nobody')).toEqual(refusal);
  });
});

describe('sessions', () => {
  test('the same stream twice without a session is one lease', async () => {
    await startAll('a');
    table.clock.pass(10);
    expect(await start('a')).toMatchObject({ outcome: 'renewed', lease: { activeStreams: 1, watching: ['a'] } });
  });

  test('two players on one stream are two leases', async () => {
    await start('a', 'tv');
    expect(await start('a', 'phone')).toMatchObject({ outcome: 'admitted', lease: { watching: ['a', 'a'] } });
  });

  test('a start of the same session with another stream switches, even if all slots are taken', async () => {
    await startAll('a', 'b', 'c');
    table.clock.pass(1);
    expect(await start('d', 'a')).toMatchObject({ lease: { session: 'a', stream: 'd', activeStreams: 3 } });
    expect(await renew('a', 'e')).toMatchObject({ lease: { session: 'a', stream: 'e', activeStreams: 3 } });
  });

  test.each([
    'constructor',
    '__proto__',
    'toString',
    'a.b',
    'size',
    'streams',
    'SET',
    '0',
    '-',
    'a|b+c:d@e',
    '~',
    '~constructor',
    '{3F25}',
    '10.5240/7791',
    'Q==',
    '"',
    '\\',
  ])('%s is an ordinary session', async (session) => {
    expect(await start('a', session)).toMatchObject({ outcome: 'admitted', lease: { session } });
    table.clock.pass(1);
    expect(await start('a', session)).toMatchObject({ outcome: 'renewed' });
    expect(await renew(session)).toMatchObject({ lease: { session, activeStreams: 1 } });
    expect(await getStreams(table.deps, id)).toMatchObject({ streams: [{ session }] });
    table.clock.pass(150);
    const one = { ...table.deps, rules: { ...table.deps.rules, limits: { standard: 1, byPlan: new Map() } } };
    expect(await requestStream(one, { id, stream: 'b' })).toMatchObject({
      outcome: 'reclaimed',
      reclaimed: [session],
    });
    await start('a', session);
    expect(await stop(session)).toMatchObject({ stopped: true, view: { activeStreams: 1 } });
  });
});

describe('a lease', () => {
  test('expires without a renewal, and the next start takes its slot; a renewed one is kept', async () => {
    await startAll('a', 'b', 'c');
    table.clock.pass(149);
    expect(await start('d')).toMatchObject({ refusal: 'stream-limit-reached' });
    await renew('b');
    table.clock.pass(1);
    expect(await start('d')).toMatchObject({
      outcome: 'reclaimed',
      reclaimed: ['a', 'c'],
      lease: { watching: ['b', 'd'] },
    });
    expect(await table.item(id)).toMatchObject({ activeStreams: 2 });
    expect(await renew('a')).toMatchObject({ refusal: 'stream-ended', session: 'a' });
  });

  test('that expired is not shown, and lives again if its session renews it first', async () => {
    await startAll('a', 'b', 'c');
    const lastSeen = new Date(table.clock.time).toISOString();
    table.clock.pass(1000);
    expect(await getStreams(table.deps, id)).toMatchObject({ activeStreams: 0, streams: [] });
    expect(await getUser(table.deps, id)).toMatchObject({ Status: { offline: { lastOnline: lastSeen } } });
    expect(await renew('a')).toMatchObject({ lease: { session: 'a', activeStreams: 1 } });
    expect(await start('b')).toMatchObject({ outcome: 'renewed', lease: { activeStreams: 2 } });
    expect(await start('d')).toMatchObject({ outcome: 'reclaimed', reclaimed: ['c'], lease: { activeStreams: 3 } });
  });

  test('says when to renew: early, and for each player at another moment', async () => {
    const renewAfter = async (random: number) => {
      const result = await requestStream({ ...table.deps, random: () => random }, { id, stream: 'a' });
      return isRefused(result) ? undefined : result.lease.renewAfter;
    };
    expect([await renewAfter(0), await renewAfter(0.5), await renewAfter(0.999)]).toEqual([60, 54, 48]);
  });

  test('that is stopped frees its slot once; stopping it again succeeds', async () => {
    await startAll('a', 'b', 'c');
    expect(await stop('b')).toMatchObject({ stopped: true, view: { activeStreams: 2, watching: ['a', 'c'] } });
    expect(await stop('b')).toMatchObject({ stopped: false, view: { activeStreams: 2 } });
    expect(await table.item(id)).toMatchObject({ activeStreams: 2 });
    await startAll('d');
  });

  test('does not outlive its user', async () => {
    await startAll('a');
    expect(await removeUser(table.deps, id)).toEqual({ existed: true });
    expect(await renew('a')).toMatchObject({ refusal: 'user-not-found' });
    await createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
    expect(await renew('a')).toMatchObject({ refusal: 'stream-ended' });
  });
});

describe('calls', () => {
  /** The calls of one operation, besides the read that follows a refusal on an engine that does not return the item. */
  async function callsOf(operation: () => Promise<unknown>) {
    table.calls.length = 0;
    // Requests of the same millisecond may need one write more: the fence cannot tell which came first.
    table.clock.pass(1);
    await operation();
    const writes = table.calls.filter((call) => call.command === 'UpdateItemCommand');
    const reads = table.calls.length - writes.length;
    expect(reads).toBeLessThanOrEqual(table.returnsItemOnRefusal ? 0 : 1);
    return { writes: writes.length, writeUnits: Math.max(...writes.map((call) => call.writeUnits)) };
  }

  test('admit, renew, switch, stop and deny take one write of one unit with three leases in the item; reclaim takes two', async () => {
    const [tv, phone, browser] = ['tv-5f3a9c1e7b', 'phone-5f3a9c1e7b', 'browser-5f3a9c1e7b'];
    const device = (name: string) =>
      requestStream(table.deps, { id, stream: 'stream_100', session: name, device: 'Living room' });
    await device(tv);
    await device(phone);
    expect(await callsOf(() => device(browser))).toEqual({ writes: 1, writeUnits: 1 });
    expect(await callsOf(() => renew(tv))).toEqual({ writes: 1, writeUnits: 1 });
    expect(await callsOf(() => renew(tv, 'stream_101'))).toEqual({ writes: 1, writeUnits: 1 });
    expect(await callsOf(() => device('fourth'))).toMatchObject({ writes: 1 });
    table.clock.pass(200);
    expect(await callsOf(() => device('fourth'))).toEqual({ writes: 2, writeUnits: 1 });
    expect(await callsOf(() => stop('fourth'))).toEqual({ writes: 1, writeUnits: 1 });
    expect(await callsOf(() => stop('fourth'))).toMatchObject({ writes: 1 });
  });
});
