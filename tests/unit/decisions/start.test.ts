import { expect, test } from '@jest/globals';
import { subscriptionOf } from '../../../src/domain/plan-index.ts';
import type { Start } from '../../../src/domain/requests.ts';
import { rulesUnder } from '../../../src/domain/rules.ts';
import { decideStart, type Started, type Starting } from '../../../src/domain/start.ts';
import type { Update } from '../../../src/domain/table.ts';
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

// What the table answered to the last write of a start of session `d` → the answer, or the next write. The limit is 3.

const wanted = lease('d', 150, { stream: 'goal', startedAt: NOW });
const start: Start = { id: '010', wanted, replace: [], claim: {} };
const ADMIT: Starting = { outcome: 'admitted', reclaimed: [], replaced: [] };
const RECLAIM: Starting = { ...ADMIT, outcome: 'reclaimed', reclaimed: ['a'] };
const live = [
  lease('a', 60, { startedAt: at(-500) }),
  lease('b', 60, { startedAt: at(-400) }),
  lease('c', 60, { startedAt: at(-10) }),
];
const stale = [lease('a', -1), ...live.slice(1)];
const ended = (session: string) => ({
  session,
  reason: 'expired' as const,
  at: NOW,
  by: { session: 'd', stream: 'goal' },
});

const took = (way: Starting) =>
  way.outcome === 'renewed' ? '' : [...way.reclaimed, ...way.replaced].map((session) => ` ${session}`).join('');
const ofStarted = (started: Started) =>
  `${started.outcome}${took({ ...ADMIT, ...started } as Starting)} until ${inSeconds(started.lease.expiresAt)}`;
const ofWrite = (update: Update, doing: Starting) =>
  doing.outcome === 'renewed' ? renewalSummary(update) : `${doing.outcome}${took(doing)}`;

type Row = [
  name: string,
  doing: Starting,
  seen: ReturnType<typeof refused> | ReturnType<typeof written>,
  expected: string,
];

const decide = (doing: Starting, seen: Row[2], more: Partial<Start> = {}, rules = RULES) =>
  summary(decideStart({ doing, ...seen }, { ...start, ...more }, rules), ofStarted, ofWrite);

test.each<Row>([
  ['written', ADMIT, written(userWith([lease('a', 60), wanted])), 'admitted until 150 s'],
  ['refused: no user', ADMIT, refused(undefined), 'refused: user-not-found'],
  ['refused: full', ADMIT, refused(userWith(live)), 'refused: stream-limit-reached'],
  ['refused: a slot has come free', ADMIT, refused(userWith(live.slice(1))), 'write: admitted'],
  ['refused: full, one expired', ADMIT, refused(userWith(stale)), 'write: reclaimed a'],
  ['refused: blocked', ADMIT, refused(userWith([], { blockedUntil: at(60) })), 'refused: user-blocked'],
  ['refused: the block is over', ADMIT, refused(userWith([], { blockedUntil: NOW })), 'write: admitted'],
  ['refused: it is remembered as ended', ADMIT, refused(userWith([], { ended: [ended('d')] })), 'write: admitted'],
  [
    'refused: it holds a lease of an earlier start',
    ADMIT,
    refused(userWith([lease('d', 60)])),
    'write: renew until 750 s, long, to goal, if a slot is free',
  ],
  ['refused, attempt 2: its own write', ADMIT, refused(userWith([wanted]), 2), 'admitted until 150 s'],
  // Told by the lease's times and what is remembered, and not by the time of the last write.
  [
    'refused, attempt 2: its own take-over, a moment later',
    RECLAIM,
    refused(userWith([...live.slice(1), wanted], { ended: [ended('a')] }), 2),
    'reclaimed a until 150 s',
  ],
  [
    'refused, attempt 2: an earlier admission that came late',
    RECLAIM,
    refused(userWith([...live.slice(1), wanted]), 2),
    'admitted until 150 s',
  ],
  ['taken over', RECLAIM, written(userWith([...live.slice(1), wanted])), 'reclaimed a until 150 s'],
  ['a take-over refused: full by now', RECLAIM, refused(userWith(live)), 'refused: stream-limit-reached'],
])('%s', (_, doing, seen, expected) => {
  expect(decide(doing, seen)).toBe(expected);
});

test.each([
  ['names one', ['b'], 'write: replaced b'],
  ['names two, and one is enough', ['c', 'b'], 'write: replaced c'],
  ['names no session that holds a lease', ['x'], 'refused: stream-limit-reached'],
])('full, and the request %s', (_, replace, expected) => {
  expect(decide(ADMIT, refused(userWith(live)), { replace })).toBe(expected);
});

test.each([
  ['the oldest ends', live.toReversed(), 'write: replaced a'],
  [
    'a session that has just started does not',
    [0, 1, 2].map((i) => lease(`s${i}`, 60, { startedAt: at(-29) })),
    'refused: stream-limit-reached',
  ],
])('full, under replace-oldest: %s', (_, leases, expected) => {
  const user = userWith(leases.toSorted((a, b) => a.startedAt - b.startedAt));
  expect(decide(ADMIT, refused(user), {}, { ...RULES, whenFull: 'replace-oldest', protectSeconds: 30 })).toBe(expected);
});

test.each([
  ['one', 'premium', refused(undefined), 'write: enrolled'],
  ['a plan without streams', 'none', refused(undefined), 'refused: stream-limit-reached'],
  ['a larger plan than the item', 'premium', refused(userWith(live)), 'write: admitted'],
  [
    'another plan than the item, for a session that holds a lease',
    'premium',
    refused(userWith([lease('d', 800, { stream: 'goal' })])),
    'write: renew until 800 s, long, to goal, if a slot is free',
  ],
  ['a smaller plan than the item', 'none', refused(userWith([])), 'refused: stream-limit-reached'],
])('the token names %s', (_, subscription, seen, expected) => {
  const claim = { subscription: subscriptionOf('010', subscription) };
  const limits = {
    standard: 3,
    byPlan: new Map([
      ['premium', 5],
      ['none', 0],
    ]),
  };
  expect(decide(ADMIT, seen, { claim }, rulesUnder({ ...RULES, limits }, claim))).toBe(expected);
});
