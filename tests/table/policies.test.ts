import { beforeEach, describe, expect, test } from '@jest/globals';
import { requestStream } from '../support/asking.ts';
import { HOME, hd, PolicyViewer, TITLE, UHD, uhd } from '../support/policy-viewer.ts';

const viewer = new PolicyViewer();

describe('a policy where tags match', () => {
  beforeEach(() => viewer.set([UHD]));

  test('denies the second of a kind, and names the session whose end would help', async () => {
    await viewer.start('a', uhd);
    await viewer.start('b', hd);
    expect(await viewer.start('c', uhd)).toMatchObject({
      refusal: 'stream-limit-reached',
      policy: 'uhd',
      limit: 1,
      active: 1,
      sessions: ['a'],
      activeStreams: 2,
    });
    expect(await viewer.start('c', hd)).toMatchObject({ outcome: 'admitted' });
    expect(await viewer.on()).toEqual(['a', 'b', 'c']);
  });

  test('admits when one of the kind has stopped', async () => {
    await viewer.start('a', uhd);
    await viewer.start('b', hd);
    await viewer.stop('a');
    expect(await viewer.start('c', uhd)).toMatchObject({ outcome: 'admitted' });
  });

  test('reclaims the expired lease of the full kind, and no other', async () => {
    await viewer.start('a', uhd);
    await viewer.start('b', hd);
    viewer.table.clock.pass(200);
    expect(await viewer.start('c', uhd)).toMatchObject({ outcome: 'reclaimed', reclaimed: ['a'] });
    expect(Object.keys((await viewer.item())?.streams)).toEqual(['b', 'c']);
  });

  test('replaces the named session of the kind, and none that would not help', async () => {
    await viewer.start('a', uhd);
    await viewer.start('b', hd);
    expect(await viewer.start('c', uhd, { replace: ['b', 'a'] })).toMatchObject({
      outcome: 'replaced',
      replaced: ['a'],
    });
    expect(await viewer.on()).toEqual(['b', 'c']);
    expect(await viewer.start('d', uhd, { replace: ['b'] })).toMatchObject({ policy: 'uhd', sessions: ['c'] });
  });

  test('replace-oldest takes the oldest of the kind', async () => {
    viewer.set([UHD], { WHEN_FULL: 'replace-oldest', PROTECT_SECONDS: '0' });
    await viewer.start('a', hd);
    await viewer.start('b', uhd);
    expect(await viewer.start('c', uhd)).toMatchObject({ outcome: 'replaced', replaced: ['b'] });
  });

  test('names the fewest sessions that together make room where one is not enough', async () => {
    viewer.set([{ ...UHD, limit: 2 }]);
    for (const [session, tags] of [
      ['a', uhd],
      ['b', uhd],
      ['c', hd],
    ] as const)
      await viewer.start(session, tags);
    viewer.set([{ ...UHD, limit: 1 }]);
    expect(await viewer.start('d', uhd)).toMatchObject({ policy: 'uhd', active: 2, sessions: ['a', 'b'] });
  });
});

test('the same request again is the same lease; other tags are decided, and a denial leaves the lease as it was', async () => {
  viewer.set([UHD]);
  await viewer.start('a', uhd);
  await viewer.start('b', hd);
  expect(await viewer.start('b', hd, { stream: 'b-film' })).toMatchObject({ outcome: 'renewed' });
  expect(await viewer.start('b', uhd, { stream: 'b-film' })).toMatchObject({ policy: 'uhd', sessions: ['a'] });
  expect((await viewer.item())?.streams.b.tags).toEqual(hd);
  expect(await viewer.start('b', uhd, { stream: 'b-film', replace: ['a'] })).toMatchObject({
    outcome: 'renewed',
    replaced: ['a'],
  });
  expect((await viewer.item())?.streams).toEqual({ b: expect.objectContaining({ tags: uhd }) });
  expect(await viewer.start('b', undefined, { stream: 'b-film' })).toMatchObject({ outcome: 'renewed' });
  expect((await viewer.item())?.streams.b.tags).toEqual(uhd);
});

test('a renewal that changes tags may be denied, and then the lease stays as it was', async () => {
  viewer.set([UHD]);
  await viewer.start('a', uhd);
  await viewer.start('b', hd);
  const before = await viewer.item();
  expect(await viewer.renew('b', { tags: uhd })).toMatchObject({ policy: 'uhd', limit: 1, sessions: ['a'] });
  expect(await viewer.item()).toEqual(before);
  await viewer.stop('a');
  expect(await viewer.renew('b', { tags: uhd })).toHaveProperty('lease');
  expect((await viewer.item())?.streams.b.tags).toEqual(uhd);
  expect(await viewer.renew('b', { tags: {} })).toHaveProperty('lease');
  expect((await viewer.item())?.streams.b).not.toHaveProperty('tags');
});

test('a renewal reclaims an expired lease of the kind, so that no policy loses a slot', async () => {
  viewer.set([UHD]);
  await viewer.start('a', uhd);
  viewer.table.clock.pass(100);
  await viewer.start('b', hd);
  viewer.table.clock.pass(60);
  expect(await viewer.renew('b', { tags: uhd })).toHaveProperty('lease');
  const { streams, activeStreams, ended } = (await viewer.item()) ?? {};
  expect(streams).toEqual({ b: expect.objectContaining({ tags: uhd }) });
  expect([activeStreams, Object.keys(ended)]).toEqual([1, ['a']]);
  expect(await viewer.renew('a')).toMatchObject({ refusal: 'stream-ended', reason: 'expired', by: { session: 'b' } });
});

test('a policy per stream denies the third of a title, and a switch to it', async () => {
  viewer.set([TITLE]);
  await viewer.start('a', undefined, { stream: 'goal' });
  await viewer.start('b', undefined, { stream: 'goal' });
  expect(await viewer.start('c', undefined, { stream: 'goal' })).toMatchObject({
    policy: 'same-title',
    active: 2,
    sessions: ['a', 'b'],
  });
  expect(await viewer.start('c', undefined, { stream: 'news' })).toMatchObject({ outcome: 'admitted' });
  expect(await viewer.renew('c', { stream: 'goal' })).toMatchObject({ policy: 'same-title' });
  expect(await viewer.renew('a', { stream: 'goal' })).toHaveProperty('lease');
});

test('a policy of distinct networks: any number of streams at home, none away', async () => {
  viewer.set([HOME]);
  const home = { network: 'h' };
  await viewer.start('a', home);
  await viewer.start('b', home);
  expect(await viewer.start('c', { network: 'x' })).toMatchObject({
    policy: 'one-home',
    active: 1,
    sessions: ['a', 'b'],
  });
  expect(await viewer.start('c')).toMatchObject({ outcome: 'admitted' });
});

test('plans have their own numbers, and a plan without a limit none', async () => {
  viewer.set([{ ...UHD, plans: { 'basic plan': 2 } }]);
  await viewer.start('a', uhd);
  expect(await viewer.start('b', uhd)).toMatchObject({ outcome: 'admitted' });
  expect(await viewer.start('c', uhd)).toMatchObject({ policy: 'uhd', limit: 2 });
  viewer.set([{ ...UHD, plans: { 'basic plan': null } }]);
  expect(await viewer.start('c', uhd)).toMatchObject({ outcome: 'admitted' });
  viewer.set([{ ...UHD, limit: 0 }]);
  await viewer.stop('c');
  expect(await viewer.start('d', uhd)).toMatchObject({ policy: 'uhd', limit: 0, sessions: [] });
});

test('a token that names the plan decides by it, also for a user who is enrolled', async () => {
  viewer.set([{ ...UHD, plans: { gold: 0 } }]);
  const request = { id: `${viewer.id}-new`, stream: 'goal', tags: uhd, subscription: 'Gold' };
  expect(await requestStream(viewer.deps, request)).toMatchObject({ policy: 'uhd', limit: 0 });
  expect(await viewer.table.item(request.id)).toBeUndefined();
  expect(await requestStream(viewer.deps, { ...request, tags: hd })).toMatchObject({ outcome: 'enrolled' });
  expect((await viewer.table.item(request.id))?.streams.goal.tags).toEqual(hd);
  expect(await requestStream(viewer.deps, { ...request, session: 'b' })).toMatchObject({ policy: 'uhd' });
});

test('twenty starts of a kind and twenty of none at once: one of the kind, three in all', async () => {
  viewer.set([UHD]);
  const many = Array.from({ length: 20 }, (_, i) => i);
  await Promise.all(
    many.flatMap((i) => [
      requestStream(
        { ...viewer.deps, random: Math.random },
        { id: viewer.id, session: `u${i}`, stream: 'goal', tags: uhd },
      ),
      requestStream({ ...viewer.deps, random: Math.random }, { id: viewer.id, session: `n${i}`, stream: 'goal' }),
    ]),
  );
  const { streams, activeStreams } = (await viewer.item()) ?? {};
  expect(activeStreams).toBe(3);
  expect(Object.keys(streams).filter((session) => session.startsWith('u')).length).toBeLessThanOrEqual(1);
  for (const session of Object.keys(streams).filter((name) => name.startsWith('n'))) {
    await viewer.stop(session);
  }
  await viewer.start('u', uhd);
  expect((await viewer.on()).filter((session) => session.startsWith('u'))).toHaveLength(1);
});

describe('releases', () => {
  test('leases of an earlier release have no tags, and no policy on tags counts them', async () => {
    await viewer.start('a');
    viewer.set([UHD]);
    expect(await viewer.start('b', uhd)).toMatchObject({ outcome: 'admitted' });
  });

  test('a new policy counts existing leases with its tags; a removed one stops counting', async () => {
    await viewer.start('a', uhd);
    await viewer.start('b', uhd);
    viewer.set([UHD]);
    expect(await viewer.start('c', uhd)).toMatchObject({ policy: 'uhd', active: 2, sessions: ['a', 'b'] });
    expect(await viewer.renew('a', { tags: uhd })).toHaveProperty('lease');
    viewer.set([]);
    expect(await viewer.start('c', uhd)).toMatchObject({ outcome: 'admitted' });
  });
});
