import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Rules } from '../../src/domain/rules.ts';
import type { Tags } from '../../src/domain/user.ts';
import { parseSettings } from '../../src/settings/settings.ts';
import { createUser, getStreams, isRefused, renewStream, requestStream, stopStream } from '../support/asking.ts';
import { openTable, type TestTable } from '../support/table.ts';

let table: TestTable;
let id = '';
let users = 0;
let rules: Partial<Rules> = {};

beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  id = `user-${users++}`;
  rules = {};
  await createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
});

const UHD = { name: 'uhd', where: { quality: 'uhd' }, limit: 1 };
const TITLE = { name: 'same-title', per: 'stream', limit: 2 };
const HOME = { name: 'one-home', distinct: 'network', limit: 1 };

/** The rules that these settings make. */
function set(policies: readonly object[], settings: Record<string, string> = {}): void {
  const environment = { TABLE_NAME: 'users', AUTH: 'none', STREAM_POLICIES: JSON.stringify(policies), ...settings };
  ({ rules } = parseSettings(environment));
}
const deps = () => ({ ...table.deps, rules: { ...table.deps.rules, ...rules } });

const start = (session: string, tags?: Tags, more: { stream?: string; replace?: string[] } = {}) => {
  table.clock.pass(1);
  return requestStream(deps(), { id, stream: `${session}-film`, session, tags, ...more });
};
const renew = (session: string, more: { stream?: string; tags?: Tags } = {}) => {
  table.clock.pass(1);
  return renewStream(deps(), { id, session, ...more });
};
const uhd = { quality: 'uhd' };
const hd = { quality: 'hd' };
const on = async () => {
  const view = await getStreams(deps(), id);
  return 'streams' in view ? view.streams.map(({ session }) => session) : [];
};

/** How many writes it takes, and of how many units where the engine tells. */
async function writesOf(action: () => Promise<object>): Promise<number> {
  table.calls.length = 0;
  await action();
  return table.calls.filter(({ command }) => command === 'UpdateItemCommand').length;
}

describe('a policy where tags match', () => {
  beforeEach(() => set([UHD]));

  test('denies the second of a kind, and says which session would help', async () => {
    await start('a', uhd);
    await start('b', hd);
    expect(await start('c', uhd)).toMatchObject({
      refusal: 'stream-limit-reached',
      policy: 'uhd',
      limit: 1,
      active: 1,
      sessions: ['a'],
      activeStreams: 2,
    });
    expect(await start('c', hd)).toMatchObject({ outcome: 'admitted' });
    expect(await on()).toEqual(['a', 'b', 'c']);
  });

  test('admits when one of the kind has stopped', async () => {
    await start('a', uhd);
    await start('b', hd);
    await stopStream(deps(), { id, session: 'a' });
    expect(await start('c', uhd)).toMatchObject({ outcome: 'admitted' });
  });

  test('reclaims the expired lease of the kind that is full, and no other', async () => {
    await start('a', uhd);
    await start('b', hd);
    table.clock.pass(200);
    expect(await start('c', uhd)).toMatchObject({ outcome: 'reclaimed', reclaimed: ['a'] });
    expect(Object.keys((await table.item(id))?.streams)).toEqual(['b', 'c']);
  });

  test('replaces the named session of the kind, and none that would not help', async () => {
    await start('a', uhd);
    await start('b', hd);
    expect(await start('c', uhd, { replace: ['b', 'a'] })).toMatchObject({ outcome: 'replaced', replaced: ['a'] });
    expect(await on()).toEqual(['b', 'c']);
    expect(await start('d', uhd, { replace: ['b'] })).toMatchObject({ policy: 'uhd', sessions: ['c'] });
  });

  test('replace-oldest takes the oldest of the kind', async () => {
    set([UHD], { WHEN_FULL: 'replace-oldest', PROTECT_SECONDS: '0' });
    await start('a', hd);
    await start('b', uhd);
    expect(await start('c', uhd)).toMatchObject({ outcome: 'replaced', replaced: ['b'] });
  });

  test('names the fewest sessions that together make room where one is not enough', async () => {
    set([{ ...UHD, limit: 2 }]);
    for (const [session, tags] of [
      ['a', uhd],
      ['b', uhd],
      ['c', hd],
    ] as const)
      await start(session, tags);
    set([{ ...UHD, limit: 1 }]);
    expect(await start('d', uhd)).toMatchObject({ policy: 'uhd', active: 2, sessions: ['a', 'b'] });
  });
});

test('the same request again is the same lease; other tags are decided, and refused they leave the lease', async () => {
  set([UHD]);
  await start('a', uhd);
  await start('b', hd);
  expect(await start('b', hd, { stream: 'b-film' })).toMatchObject({ outcome: 'renewed' });
  expect(await start('b', uhd, { stream: 'b-film' })).toMatchObject({ policy: 'uhd', sessions: ['a'] });
  expect((await table.item(id))?.streams.b.tags).toEqual(hd);
  expect(await start('b', uhd, { stream: 'b-film', replace: ['a'] })).toMatchObject({
    outcome: 'renewed',
    replaced: ['a'],
  });
  expect((await table.item(id))?.streams).toEqual({ b: expect.objectContaining({ tags: uhd }) });
  expect(await start('b', undefined, { stream: 'b-film' })).toMatchObject({ outcome: 'renewed' });
  expect((await table.item(id))?.streams.b.tags).toEqual(uhd);
});

test('a renewal that changes tags is a decision; refused, it leaves the lease as it was', async () => {
  set([UHD]);
  await start('a', uhd);
  await start('b', hd);
  const before = await table.item(id);
  expect(await renew('b', { tags: uhd })).toMatchObject({ policy: 'uhd', limit: 1, sessions: ['a'] });
  expect(await table.item(id)).toEqual(before);
  await stopStream(deps(), { id, session: 'a' });
  expect(await renew('b', { tags: uhd })).toHaveProperty('lease');
  expect((await table.item(id))?.streams.b.tags).toEqual(uhd);
  expect(await renew('b', { tags: {} })).toHaveProperty('lease');
  expect((await table.item(id))?.streams.b).not.toHaveProperty('tags');
});

test('a renewal reclaims an expired lease of the kind, so that no policy loses a slot', async () => {
  set([UHD]);
  await start('a', uhd);
  table.clock.pass(100);
  await start('b', hd);
  table.clock.pass(60);
  expect(await renew('b', { tags: uhd })).toHaveProperty('lease');
  const { streams, activeStreams, ended } = (await table.item(id)) ?? {};
  expect(streams).toEqual({ b: expect.objectContaining({ tags: uhd }) });
  expect([activeStreams, Object.keys(ended)]).toEqual([1, ['a']]);
  expect(await renew('a')).toMatchObject({ refusal: 'stream-ended', reason: 'expired', by: { session: 'b' } });
});

test('a policy per stream denies the third of a title, and a switch to it', async () => {
  set([TITLE]);
  await start('a', undefined, { stream: 'goal' });
  await start('b', undefined, { stream: 'goal' });
  expect(await start('c', undefined, { stream: 'goal' })).toMatchObject({
    policy: 'same-title',
    active: 2,
    sessions: ['a', 'b'],
  });
  expect(await start('c', undefined, { stream: 'news' })).toMatchObject({ outcome: 'admitted' });
  expect(await renew('c', { stream: 'goal' })).toMatchObject({ policy: 'same-title' });
  expect(await renew('a', { stream: 'goal' })).toHaveProperty('lease');
});

test('a policy of distinct networks: as many as one likes at home, none away', async () => {
  set([HOME]);
  const home = { network: 'h' };
  await start('a', home);
  await start('b', home);
  expect(await start('c', { network: 'x' })).toMatchObject({ policy: 'one-home', active: 1, sessions: ['a', 'b'] });
  expect(await start('c')).toMatchObject({ outcome: 'admitted' });
});

test('plans have their own numbers, and a plan without a limit none', async () => {
  set([{ ...UHD, plans: { 'basic plan': 2 } }]);
  await start('a', uhd);
  expect(await start('b', uhd)).toMatchObject({ outcome: 'admitted' });
  expect(await start('c', uhd)).toMatchObject({ policy: 'uhd', limit: 2 });
  set([{ ...UHD, plans: { 'basic plan': null } }]);
  expect(await start('c', uhd)).toMatchObject({ outcome: 'admitted' });
  set([{ ...UHD, limit: 0 }]);
  await stopStream(deps(), { id, session: 'c' });
  expect(await start('d', uhd)).toMatchObject({ policy: 'uhd', limit: 0, sessions: [] });
});

test('a token that names the plan decides by it, also for a user who is enrolled', async () => {
  set([{ ...UHD, plans: { gold: 0 } }]);
  const request = { id: `${id}-new`, stream: 'goal', tags: uhd, subscription: 'Gold' };
  expect(await requestStream(deps(), request)).toMatchObject({ policy: 'uhd', limit: 0 });
  expect(await table.item(request.id)).toBeUndefined();
  expect(await requestStream(deps(), { ...request, tags: hd })).toMatchObject({ outcome: 'enrolled' });
  expect((await table.item(request.id))?.streams.goal.tags).toEqual(hd);
  expect(await requestStream(deps(), { ...request, session: 'b' })).toMatchObject({ policy: 'uhd' });
});

test('twenty starts of a kind at once beside twenty of none: exactly one and three in all', async () => {
  set([UHD]);
  const many = Array.from({ length: 20 }, (_, i) => i);
  await Promise.all(
    many.flatMap((i) => [
      requestStream({ ...deps(), random: Math.random }, { id, session: `u${i}`, stream: 'goal', tags: uhd }),
      requestStream({ ...deps(), random: Math.random }, { id, session: `n${i}`, stream: 'goal' }),
    ]),
  );
  const { streams, activeStreams } = (await table.item(id)) ?? {};
  expect(activeStreams).toBe(3);
  expect(Object.keys(streams).filter((session) => session.startsWith('u')).length).toBeLessThanOrEqual(1);
  for (const session of Object.keys(streams).filter((name) => name.startsWith('n'))) {
    await stopStream(deps(), { id, session });
  }
  await start('u', uhd);
  expect((await on()).filter((session) => session.startsWith('u'))).toHaveLength(1);
});

describe('what it costs', () => {
  test('a start that no policy comes near is one write, one near a rule two, and so is its denial one', async () => {
    set([UHD, TITLE]);
    expect(await writesOf(() => start('a', hd))).toBe(1);
    expect(await writesOf(() => start('b', hd))).toBe(1);
    // Two leases, and the smallest number of the policies that count it is one.
    expect(await writesOf(() => start('c', uhd))).toBe(2);
    expect(await writesOf(() => start('d', uhd))).toBe(1);
    expect(await writesOf(() => stopStream(deps(), { id, session: 'c' }))).toBe(1);
  });

  test('a renewal of a lease that no policy counts is one write, also where a policy counts others', async () => {
    set([UHD], { STREAM_LIMIT: '5' });
    await start('a', hd);
    await start('b', uhd);
    expect(await writesOf(() => renew('a'))).toBe(1);
    // The kind is full: a short renewal, of which the first learns that.
    expect(await writesOf(() => renew('b'))).toBe(2);
    expect(await writesOf(() => renew('b'))).toBe(1);
  });

  test('a renewal that gives the tags that the lease has is one write; one that changes them is two', async () => {
    set([UHD]);
    await start('a', hd);
    expect(await writesOf(() => renew('a', { tags: hd }))).toBe(1);
    expect(await writesOf(() => renew('a', { stream: 'other' }))).toBe(1);
    expect(await writesOf(() => renew('a', { tags: uhd }))).toBe(2);
  });
});

describe('the pace', () => {
  const lengthOf = (result: object): number => {
    if (isRefused(result) || !('lease' in result)) throw new Error('It was refused.');
    return (Date.parse((result.lease as { expiresAt: string }).expiresAt) - table.clock.time) / 1000;
  };

  test('a lease of a full kind is short, others are long', async () => {
    set([UHD], { STREAM_LIMIT: '5' });
    await start('a', hd);
    await start('b', uhd);
    expect(lengthOf(await renew('a'))).toBe(750);
    expect(lengthOf(await renew('b'))).toBe(150);
  });

  test('it is long again once the kind has room', async () => {
    set([{ ...UHD, limit: 2 }], { STREAM_LIMIT: '5' });
    await start('a', uhd);
    await start('b', uhd);
    expect(lengthOf(await renew('b'))).toBe(150);
    await stopStream(deps(), { id, session: 'a' });
    expect(lengthOf(await renew('b'))).toBe(750);
  });

  test('a distinct policy makes none short', async () => {
    set([HOME], { STREAM_LIMIT: '5' });
    await start('a', { network: 'h' });
    expect(lengthOf(await renew('a'))).toBe(750);
  });
});

describe('monitor', () => {
  test('counts what it would deny, lets it through, and takes no further write', async () => {
    set([{ ...UHD, mode: 'monitor' }]);
    await start('a', uhd);
    expect(await start('b', hd)).toMatchObject({ outcome: 'admitted', wouldDeny: [] });
    let result: object = {};
    const writes = await writesOf(async () => {
      result = await start('c', uhd);
      return result;
    });
    expect(result).toMatchObject({ outcome: 'admitted', wouldDeny: ['uhd'] });
    expect(writes).toBe(1);
  });

  test('counts a change of tags once', async () => {
    set([{ ...UHD, mode: 'monitor' }]);
    await start('a', uhd);
    await start('b', hd);
    expect(await renew('b', { tags: uhd })).toMatchObject({ wouldDeny: ['uhd'] });
    expect(await renew('b', { tags: uhd })).toMatchObject({ wouldDeny: [] });
  });

  test('a share enforces for some users and counts for the others', async () => {
    set([{ ...UHD, share: 50 }]);
    const verdicts = new Set<string>();
    for (let user = 0; user < 30; user++) {
      id = `share-${user}`;
      await createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
      await start('a', uhd);
      const second = await start('b', uhd);
      verdicts.add(isRefused(second) ? 'denied' : `let through, ${second.wouldDeny}`);
    }
    expect([...verdicts].sort()).toEqual(['denied', 'let through, uhd']);
  });

  test('the limit itself: WHEN_FULL=admit counts, up to twenty, and still reclaims', async () => {
    set([], { WHEN_FULL: 'admit' });
    for (const session of ['a', 'b', 'c']) await start(session);
    expect(await start('d')).toMatchObject({ outcome: 'admitted', wouldDeny: ['limit'] });
    expect(await writesOf(() => start('e'))).toBe(2);
    expect(await start('f', undefined, { replace: ['a', 'b', 'c'] })).toMatchObject({ replaced: ['a', 'b', 'c'] });
    table.clock.pass(200);
    expect(await start('g')).toMatchObject({ outcome: 'reclaimed', reclaimed: ['d', 'e', 'f'], wouldDeny: [] });
    for (let i = 0; i < 19; i++) expect(await start(`more-${i}`)).toMatchObject({ outcome: 'admitted' });
    expect(await start('one-too-many')).toMatchObject({ refusal: 'stream-limit-reached', activeStreams: 20 });
  });

  test('LIMIT_SHARE enforces the limit for some users', async () => {
    set([], { WHEN_FULL: 'admit', LIMIT_SHARE: '100' });
    for (const session of ['a', 'b', 'c']) await start(session);
    expect(await start('d')).toMatchObject({ refusal: 'stream-limit-reached', limit: 3 });
  });
});

describe('releases', () => {
  test('leases from before carry no tags, and no policy counts them', async () => {
    await start('a');
    set([UHD]);
    expect(await start('b', uhd)).toMatchObject({ outcome: 'admitted' });
  });

  test('a policy that is added counts the leases that have its tags already; one that is removed counts no more', async () => {
    await start('a', uhd);
    await start('b', uhd);
    set([UHD]);
    expect(await start('c', uhd)).toMatchObject({ policy: 'uhd', active: 2, sessions: ['a', 'b'] });
    expect(await renew('a', { tags: uhd })).toHaveProperty('lease');
    set([]);
    expect(await start('c', uhd)).toMatchObject({ outcome: 'admitted' });
  });
});
