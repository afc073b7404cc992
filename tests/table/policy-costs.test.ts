import { describe, expect, test } from '@jest/globals';
import { isRefused } from '../support/asking.ts';
import { HOME, hd, PolicyViewer, TITLE, UHD, uhd } from '../support/policy-viewer.ts';

// What a policy costs in writes and in renewals, and what it says of viewers before it denies any.

const viewer = new PolicyViewer();

describe('what it costs', () => {
  test('a start far from every policy is one write, near one two; a denial is one', async () => {
    viewer.set([UHD, TITLE]);
    expect(await viewer.writesOf(() => viewer.start('a', hd))).toBe(1);
    expect(await viewer.writesOf(() => viewer.start('b', hd))).toBe(1);
    // Two leases, and the smallest number of the policies that count it is one.
    expect(await viewer.writesOf(() => viewer.start('c', uhd))).toBe(2);
    expect(await viewer.writesOf(() => viewer.start('d', uhd))).toBe(1);
    expect(await viewer.writesOf(() => viewer.stop('c'))).toBe(1);
  });

  test('a renewal of a lease that no policy counts is one write, also where a policy counts others', async () => {
    viewer.set([UHD], { STREAM_LIMIT: '5' });
    await viewer.start('a', hd);
    await viewer.start('b', uhd);
    expect(await viewer.writesOf(() => viewer.renew('a'))).toBe(1);
    // The kind is full: a short renewal, of which the first learns that.
    expect(await viewer.writesOf(() => viewer.renew('b'))).toBe(2);
    expect(await viewer.writesOf(() => viewer.renew('b'))).toBe(1);
  });

  test('a renewal that gives the tags that the lease has is one write; one that changes them is two', async () => {
    viewer.set([UHD]);
    await viewer.start('a', hd);
    expect(await viewer.writesOf(() => viewer.renew('a', { tags: hd }))).toBe(1);
    expect(await viewer.writesOf(() => viewer.renew('a', { stream: 'other' }))).toBe(1);
    expect(await viewer.writesOf(() => viewer.renew('a', { tags: uhd }))).toBe(2);
  });
});

describe('the pace', () => {
  const lengthOf = (result: object): number => {
    if (isRefused(result) || !('lease' in result)) throw new Error('It was refused.');
    return (Date.parse((result.lease as { expiresAt: string }).expiresAt) - viewer.table.clock.time) / 1000;
  };

  test('a lease of a full kind is short, others are long', async () => {
    viewer.set([UHD], { STREAM_LIMIT: '5' });
    await viewer.start('a', hd);
    await viewer.start('b', uhd);
    expect(lengthOf(await viewer.renew('a'))).toBe(750);
    expect(lengthOf(await viewer.renew('b'))).toBe(150);
  });

  test('a lease is long again once its kind has room', async () => {
    viewer.set([{ ...UHD, limit: 2 }], { STREAM_LIMIT: '5' });
    await viewer.start('a', uhd);
    await viewer.start('b', uhd);
    expect(lengthOf(await viewer.renew('b'))).toBe(150);
    await viewer.stop('a');
    expect(lengthOf(await viewer.renew('b'))).toBe(750);
  });

  test('a distinct policy makes no lease short', async () => {
    viewer.set([HOME], { STREAM_LIMIT: '5' });
    await viewer.start('a', { network: 'h' });
    expect(lengthOf(await viewer.renew('a'))).toBe(750);
  });
});

describe('monitor', () => {
  test('counts what it would deny, admits it, and needs no further write', async () => {
    viewer.set([{ ...UHD, mode: 'monitor' }]);
    await viewer.start('a', uhd);
    expect(await viewer.start('b', hd)).toMatchObject({ outcome: 'admitted', wouldDeny: [] });
    let result: object = {};
    const writes = await viewer.writesOf(async () => {
      result = await viewer.start('c', uhd);
      return result;
    });
    expect(result).toMatchObject({ outcome: 'admitted', wouldDeny: ['uhd'] });
    expect(writes).toBe(1);
  });

  test('counts a change of tags once', async () => {
    viewer.set([{ ...UHD, mode: 'monitor' }]);
    await viewer.start('a', uhd);
    await viewer.start('b', hd);
    expect(await viewer.renew('b', { tags: uhd })).toMatchObject({ wouldDeny: ['uhd'] });
    expect(await viewer.renew('b', { tags: uhd })).toMatchObject({ wouldDeny: [] });
  });

  test('a share enforces for some users and counts for the others', async () => {
    viewer.set([{ ...UHD, share: 50 }]);
    const verdicts = new Set<string>();
    for (let user = 0; user < 30; user++) {
      await viewer.enter(`share-${user}`);
      await viewer.start('a', uhd);
      const second = await viewer.start('b', uhd);
      verdicts.add(isRefused(second) ? 'denied' : `let through, ${second.wouldDeny}`);
    }
    expect([...verdicts].sort()).toEqual(['denied', 'let through, uhd']);
  });

  test('WHEN_FULL=admit counts starts beyond the limit, up to twenty, and still reclaims', async () => {
    viewer.set([], { WHEN_FULL: 'admit' });
    for (const session of ['a', 'b', 'c']) await viewer.start(session);
    expect(await viewer.start('d')).toMatchObject({ outcome: 'admitted', wouldDeny: ['limit'] });
    expect(await viewer.writesOf(() => viewer.start('e'))).toBe(2);
    expect(await viewer.start('f', undefined, { replace: ['a', 'b', 'c'] })).toMatchObject({
      replaced: ['a', 'b', 'c'],
    });
    viewer.table.clock.pass(200);
    expect(await viewer.start('g')).toMatchObject({ outcome: 'reclaimed', reclaimed: ['d', 'e', 'f'], wouldDeny: [] });
    for (let i = 0; i < 19; i++) expect(await viewer.start(`more-${i}`)).toMatchObject({ outcome: 'admitted' });
    expect(await viewer.start('one-too-many')).toMatchObject({ refusal: 'stream-limit-reached', activeStreams: 20 });
  });

  test('LIMIT_SHARE enforces the limit for some users', async () => {
    viewer.set([], { WHEN_FULL: 'admit', LIMIT_SHARE: '100' });
    for (const session of ['a', 'b', 'c']) await viewer.start(session);
    expect(await viewer.start('d')).toMatchObject({ refusal: 'stream-limit-reached', limit: 3 });
  });
});
