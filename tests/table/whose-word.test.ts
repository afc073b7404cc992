import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  createUser,
  getStreams,
  getUser,
  listUsers,
  removeUser,
  renewStream,
  requestStream,
  revokeStreams,
  stopStream,
  updateUser,
} from '../support/asking.ts';
import { openTable, type TestTable } from '../support/table.ts';

// What people tried on an earlier version, and could not.

let table: TestTable;
let id = '';
let users = 0;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  id = `user-${users++}`;
  await createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
});

const rules = (more: object) => ({ ...table.deps, rules: { ...table.deps.rules, ...more } });
const byPlan = { standard: 1, byPlan: new Map([['premium plan', 3]]) };
const start = (session: string, more: object = {}, deps = table.deps) => {
  table.clock.pass(0.001);
  return requestStream(deps, { id, stream: 'film', session, ...more });
};

describe('a change of plan', () => {
  test('ends no stream, and its limit holds from the next start on', async () => {
    const deps = rules({ limits: byPlan });
    await start('a', {}, deps);
    expect(await start('b', {}, deps)).toMatchObject({ refusal: 'stream-limit-reached', limit: 1 });
    table.clock.pass(0.001);
    expect(await updateUser(deps, { id, subscription: 'Premium Plan' })).toMatchObject({
      Subscription: 'Premium Plan',
      Status: { Online: { Streams: { watching: ['film'] } } },
    });
    expect(await start('b', {}, deps)).toMatchObject({ lease: { activeStreams: 2, limit: 3 } });
    expect(await listUsers(deps, { limit: 100, subscription: 'premium plan' })).toMatchObject({
      users: expect.arrayContaining([expect.objectContaining({ id })]),
    });
  });

  test('is refused if tokens name the plan; the user’s own limit is accepted', async () => {
    const deps = rules({ tokenNamesPlan: true });
    expect(await updateUser(deps, { id, subscription: 'gold' })).toEqual({ refusal: 'plan-from-token', id });
    table.clock.pass(0.001);
    expect(await updateUser(deps, { id, limit: 2 })).toMatchObject({ limit: 2 });
  });

  test('of a user who is not there is a 404', async () => {
    expect(await updateUser(table.deps, { id: 'nobody', limit: 2 })).toEqual({
      refusal: 'user-not-found',
      id: 'nobody',
    });
  });
});

describe('where the limit comes from', () => {
  const limits = { ...byPlan, ofToken: 'stored' as const };

  test('the user’s own limit, then the token’s number, then the token’s plan, then the stored plan', async () => {
    const deps = rules({ limits });
    expect(await start('a', {}, deps)).toMatchObject({ lease: { limit: 1 } });
    expect(await start('b', { subscription: 'Premium Plan', tokenLimit: null }, deps)).toMatchObject({
      lease: { limit: 3 },
    });
    expect(await start('c', { subscription: 'Premium Plan', tokenLimit: 2 }, deps)).toMatchObject({
      refusal: 'stream-limit-reached',
      limit: 2,
    });
    table.clock.pass(0.001);
    await updateUser(deps, { id, limit: 4 });
    expect(await start('c', { tokenLimit: 2 }, deps)).toMatchObject({ lease: { activeStreams: 3, limit: 4 } });
    table.clock.pass(0.001);
    expect(await updateUser(deps, { id, limit: null })).not.toHaveProperty('limit');
    expect(await start('d', {}, deps)).toMatchObject({ refusal: 'stream-limit-reached', limit: 2 });
  });

  test('the number in the last start’s token is stored, as renewals use it', async () => {
    const deps = rules({ limits, spareLeaseSeconds: 750, spareRenewSeconds: 300 });
    await start('a', { tokenLimit: 2 }, deps);
    table.clock.pass(0.001);
    const long = await renewStream(deps, { id, session: 'a' });
    expect(long).toMatchObject({ lease: { limit: 2, renewAfter: 300 } });
    await start('b', { tokenLimit: 2 }, deps);
    expect(await start('c', { tokenLimit: 2, replace: ['a'] }, deps)).toMatchObject({ replaced: ['a'] });
  });
});

describe('a block', () => {
  const block = (blockSeconds: number) => {
    table.clock.pass(0.001);
    return revokeStreams(table.deps, { id, blockSeconds });
  };

  test('is shown, and stays through a removal and a new user until it is lifted', async () => {
    const { blockedUntil } = { blockedUntil: '', ...(await block(3600)) };
    expect(await getUser(table.deps, id)).toMatchObject({ blockedUntil });
    expect(await getStreams(table.deps, id)).toMatchObject({ blockedUntil });
    table.clock.pass(0.001);
    expect(await removeUser(table.deps, id)).toEqual({ existed: true });
    expect(await getUser(table.deps, id)).toEqual({ refusal: 'user-not-found', id, blockedUntil });
    expect(await start('a', { subscription: 'basic plan' })).toMatchObject({ refusal: 'user-blocked', blockedUntil });
    expect(await createUser(table.deps, { id, name: 'Again', subscription: 'basic plan' })).toMatchObject({ id });
    expect(await start('a')).toMatchObject({ refusal: 'user-blocked', blockedUntil });
    await block(0);
    expect(await start('a')).toMatchObject({ outcome: 'admitted' });
    expect(await table.item(id)).not.toHaveProperty('forgetAt');
  });

  test.each([0, 60])('that is set while a user is removed is kept: before that it was %i s', async (seconds) => {
    table.clock.pass(1);
    await revokeStreams(table.deps, { id, blockSeconds: seconds });
    let reads = 0;
    const get: typeof table.deps.table.get = async (...asked) => {
      const item = await table.deps.table.get(...asked);
      if (reads++ > 0) return item;
      table.clock.pass(1);
      await revokeStreams(table.deps, { id, blockSeconds: 7200 });
      table.clock.pass(1);
      return item;
    };
    table.clock.pass(1);
    expect(await removeUser({ ...table.deps, table: { ...table.deps.table, get } }, id)).toMatchObject({
      existed: true,
    });
    // Kept for a day after the block that is, not after the one that was.
    expect((await table.item(id))?.forgetAt * 1000).toBeGreaterThan(table.clock.now() + 25 * 3_600_000);
    await createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
    expect(await start('a')).toHaveProperty('refusal', 'user-blocked');
  });

  test('can be set for a user who does not exist, and no listing shows it', async () => {
    id = `${id}-to-come`;
    expect(await block(60)).toMatchObject({ id, revoked: [] });
    const page = await listUsers(table.deps, { limit: 100 });
    expect('users' in page && page.users.map((user) => user.id)).not.toContain(id);
    expect(await start('a', { subscription: 'basic plan' })).toMatchObject({ refusal: 'user-blocked' });
    await block(0);
    expect(await start('a', { subscription: 'basic plan' })).toMatchObject({ outcome: 'enrolled' });
    expect(await table.item(id)).not.toHaveProperty('forgetAt');
  });

  test('that has ended blocks nobody', async () => {
    await block(60);
    table.clock.pass(61);
    await removeUser(table.deps, id);
    table.clock.pass(0.001);
    expect(await start('a', { subscription: 'basic plan' })).toMatchObject({ outcome: 'enrolled' });
  });

  test('a tombstone is deleted a day after its last use', async () => {
    const { blockedUntil } = { blockedUntil: '', ...(await block(3600)) };
    table.clock.pass(0.001);
    await removeUser(table.deps, id);
    expect(await table.item(id)).toEqual({
      id,
      changedAt: expect.any(Number),
      blockedUntil: Date.parse(blockedUntil),
      forgetAt: Math.ceil(Date.parse(blockedUntil) / 1000) + 86_400,
    });
  });
});

test('a start of the same session on another device shows that device', async () => {
  await start('s1', { device: 'Phone' });
  table.clock.pass(0.001);
  await renewStream(table.deps, { id, session: 's1' });
  expect(await start('s1', { device: 'Television' })).toMatchObject({ outcome: 'renewed' });
  expect(await getStreams(table.deps, id)).toMatchObject({ streams: [{ session: 's1', device: 'Television' }] });
});

test('a session that started after a revoke, and was stopped by another, does not get the reason revoked', async () => {
  await start('old');
  table.clock.pass(0.001);
  await revokeStreams(table.deps, { id });
  for (const session of ['new', 'old']) {
    await start(session);
    table.clock.pass(0.001);
    await stopStream(table.deps, { id, session });
    expect(await renewStream(table.deps, { id, session })).toMatchObject({ reason: 'unknown' });
  }
  await start('kept');
  table.clock.pass(0.001);
  await revokeStreams(table.deps, { id });
  table.clock.pass(0.001);
  expect(await renewStream(table.deps, { id, session: 'kept' })).toMatchObject({ reason: 'revoked' });
});

describe('replace: "others"', () => {
  test('ends all other sessions, even if a slot is free', async () => {
    await start('a');
    await start('b');
    expect(await start('c', { replace: 'others' })).toMatchObject({
      outcome: 'replaced',
      replaced: ['a', 'b'],
      lease: { watching: ['film'], activeStreams: 1 },
    });
    table.clock.pass(0.001);
    expect(await renewStream(table.deps, { id, session: 'a' })).toMatchObject({ reason: 'replaced' });
  });

  test('does so for a session that holds a lease, and keeps its startedAt', async () => {
    await start('a');
    await start('b');
    const before = await getStreams(table.deps, id);
    expect(await start('b', { replace: 'others' })).toMatchObject({ outcome: 'replaced', replaced: ['a'] });
    const { streams = [] } = await getStreams(table.deps, id);
    expect(streams).toHaveLength(1);
    expect(streams[0]?.startedAt).toBe(before.streams?.[1]?.startedAt);
  });

  test('is an ordinary start if no other session is live', async () => {
    table.calls.length = 0;
    expect(await start('a', { replace: 'others' })).toMatchObject({ outcome: 'admitted', replaced: [] });
    expect(table.calls).toHaveLength(1);
  });

  test('ends all others also in the millisecond in which its session has started', async () => {
    await start('a');
    const request = { id, stream: 'film', session: 'b' };
    await requestStream(table.deps, request);
    const again = await requestStream(table.deps, { ...request, replace: 'others' });
    expect(again).toMatchObject({ outcome: 'replaced', replaced: ['a'] });
  });

  test('is an ordinary change of channel if all others have expired: it takes no lease', async () => {
    await start('a');
    table.clock.pass(100);
    await start('b');
    table.clock.pass(100);
    expect(await start('b', { replace: 'others', stream: 'news' })).toMatchObject({
      outcome: 'renewed',
      reclaimed: [],
    });
    expect(await renewStream(table.deps, { id, session: 'a' })).toMatchObject({ lease: { stream: 'film' } });
  });
});
