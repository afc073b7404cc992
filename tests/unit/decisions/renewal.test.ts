import { expect, test } from '@jest/globals';
import { Unavailable } from '../../../src/domain/refusals.ts';
import { decideRenewal, type Granted, type Renewing, renewStream } from '../../../src/domain/renewal.ts';
import type { Table } from '../../../src/domain/table.ts';
import type { User } from '../../../src/domain/user.ts';
import {
  at,
  inSeconds,
  lease,
  NOW,
  RULES,
  refused,
  renewalSummary,
  summary,
  userWith,
  written,
} from '../../support/decisions.ts';
import { testDeps } from '../../support/table.ts';

// What the table answered to the last write of a renewal of session `a` → the answer, or the next write.
// The limit is 3; a lease lasts 150 s, or 750 s while a slot is free.

const RENEWED: Renewing = { outcome: 'renewed' };
const ofGranted = ({ lease: { expiresAt, stream } }: Granted) => `${stream} until ${inSeconds(expiresAt)}`;
const others = [lease('b', 60), lease('c', 60)];
const taken = { reason: 'replaced' as const, at: at(-30), by: { session: 'd', stream: 'goal' } };
const short = lease('a', 150, { pace: 150_000 });
const earlier: Granted = { user: userWith([short]), lease: short, limit: 3, now: NOW };

test.each([
  ['refused: no user', refused(undefined), 'refused: user-not-found'],
  ['refused: no lease', refused(userWith(others)), 'refused: stream-ended'],
  ['refused: a slot is free', refused(userWith([lease('a', 60)])), 'write: renew until 750 s, long, if a slot is free'],
  ['refused: full', refused(userWith([lease('a', 60), ...others])), 'write: renew until 150 s, short'],
  ['refused: full, and the lease lasts longer', refused(userWith([lease('a', 600), ...others])), 'film until 600 s'],
  [
    'refused: expired, nobody took the slot',
    refused(userWith([lease('a', -60)])),
    'write: renew until 750 s, long, if a slot is free',
  ],
  [
    'refused: a slot is free, and the lease would do',
    refused(userWith([lease('a', 200)])),
    'write: renew until 750 s, long, if a slot is free; in no time: film until 200 s',
  ],
  ['written for long', written(userWith([lease('a', 750)])), 'film until 750 s'],
  ['written for short, full', written(userWith([short, ...others])), 'film until 150 s'],
  [
    'the first write was short, and a slot is free by now',
    written(userWith([short])),
    'write: renew until 750 s, long, if a slot is free, if nothing has changed; in no time: film until 150 s',
  ],
])('%s', (_, seen, expected) => {
  const next = decideRenewal({ doing: RENEWED, ...seen }, { id: '010', session: 'a' }, RULES);
  expect(summary(next, ofGranted, renewalSummary)).toBe(expected);
});

test.each([
  [
    'a switch was not written',
    refused(userWith([lease('a', 60)])),
    'write: renew until 750 s, long, to news, if a slot is free',
  ],
  [
    // s0 → s1 → s2 stays s2: only the length is to be had.
    'the first write changed the stream: the second does not set it again',
    written(userWith([{ ...short, stream: 'news' }])),
    'write: renew until 750 s, long, if a slot is free, if nothing has changed; in no time: news until 150 s',
  ],
])('%s', (_, seen, expected) => {
  const next = decideRenewal({ doing: RENEWED, ...seen }, { id: '010', session: 'a', stream: 'news' }, RULES);
  expect(summary(next, ofGranted, renewalSummary)).toBe(expected);
});

test.each([
  ['the user changed', refused(userWith([{ ...short, stream: 'other' }]))],
  ['the lease is gone', refused(userWith([]))],
])('a second write that is refused because %s: the answer is the first write’s lease', (_, seen) => {
  const next = decideRenewal({ doing: { ...RENEWED, granted: earlier }, ...seen }, { id: '010', session: 'a' }, RULES);
  expect(summary(next, ofGranted, renewalSummary)).toBe('film until 150 s');
});

test.each([
  ['replaced', { ended: [{ session: 'a', ...taken }] }, { reason: 'replaced', at: at(-30), by: taken.by }],
  ['revoked', { revokedAt: at(-60) }, { reason: 'revoked', at: at(-60) }],
  [
    'replaced, and then all were revoked',
    { ended: [{ session: 'a', ...taken }], revokedAt: at(-10) },
    { reason: 'replaced' },
  ],
  ['revoked two days ago', { revokedAt: at(-2 * 86_400) }, { reason: 'unknown' }],
  ['nothing is known', {}, { reason: 'unknown' }],
])('a session without a lease learns why: %s', (_, more: Partial<User>, end) => {
  const next = decideRenewal({ doing: RENEWED, ...refused(userWith([], more)) }, { id: '010', session: 'a' }, RULES);
  expect(next).toMatchObject({ answer: { refusal: 'stream-ended', session: 'a', end } });
});

test('a second write that times out: the answer is the first write’s lease', async () => {
  let writes = 0;
  const unused = () => Promise.reject(new Error('A renewal only updates.'));
  const table: Table = {
    get: unused,
    put: unused,
    remove: unused,
    scan: unused,
    query: unused,
    batchGet: unused,
    update: async () => {
      if (++writes > 1) throw new Unavailable('TimeoutError');
      const { session: _, ...stored } = short;
      const { leaseCount, leases, ...user } = userWith([]);
      return { written: true, item: { ...user, activeStreams: leaseCount + 1, streams: { a: stored } } };
    },
  };
  const deps = { ...testDeps(table), rules: RULES, now: () => NOW };
  expect(await renewStream(deps, { id: '010', session: 'a' })).toMatchObject({ lease: { expiresAt: at(150) } });
  expect(writes).toBe(2);
});
