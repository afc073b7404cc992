import { describe, expect, test } from '@jest/globals';
import { passesAfter, passOf, tooEarly } from '../../../src/domain/passes.ts';
import type { Start } from '../../../src/domain/requests.ts';
import type { Rules } from '../../../src/domain/rules.ts';
import { decideStart } from '../../../src/domain/start.ts';
import type { Lease, User } from '../../../src/domain/user.ts';
import { renewAfter } from '../../../src/http/views.ts';
import { at, inSeconds, lease, NOW, RULES, refused, summary, userWith, written } from '../../support/decisions.ts';

const passes = { youngSeconds: 60 };
const ON = { ...RULES, passes };

test.each([
  ['a new lease', { startedAt: NOW, expiresAt: at(150) }, '60 s'],
  ['half a minute old', { startedAt: at(-30), expiresAt: at(150) }, '60 s'],
  ['two minutes old', { startedAt: at(-120), expiresAt: at(150) }, '120 s'],
  ['never beyond the lease', { startedAt: at(-600), expiresAt: at(150) }, '150 s'],
  ['nor a young one', { startedAt: NOW, expiresAt: at(20) }, '20 s'],
  ['half a minute on this stream', { startedAt: at(-600), since: at(-30), expiresAt: at(750) }, '60 s'],
  ['whose end the item knows', { startedAt: at(-120), expiresAt: at(150), pass: at(90) }, '90 s'],
  ['started by a clock that is ahead', { startedAt: at(5), expiresAt: at(150) }, '60 s'],
])('a pass of %s', (_, held, expected) => {
  expect(inSeconds(passOf(held, NOW, ON).passUntil)).toBe(expected);
});

test('with passes off, there is none', () => {
  expect(passOf(lease('a', 150), NOW, RULES)).toEqual({});
});

test('the player renews while a third of the pass is left, or as the lease asks for', () => {
  const asked = (until: number, pass?: number) =>
    renewAfter(lease('a', until), NOW, { rules: RULES, random: () => 0 }, pass && at(pass));
  expect([asked(150), asked(150, 60), asked(150, 150), asked(750, 120), asked(750, 750)]).toEqual([
    60, 40, 60, 80, 300,
  ]);
});

test('the answer to a start says when its pass ends', () => {
  const held = lease('a', 150, { startedAt: NOW });
  const start: Start = { id: '010', wanted: held, replace: [], claim: {} };
  const seen = { ...written(userWith([held])), doing: { outcome: 'admitted' as const, reclaimed: [], replaced: [] } };
  expect(decideStart(seen, start, ON)).toMatchObject({ answer: { passUntil: at(60) } });
  expect(Object.keys(decideStart(seen, start, RULES))).toEqual(['answer']);
  expect(decideStart(seen, start, RULES)).not.toHaveProperty('answer.passUntil');
});

describe('a start, by the number of valid passes', () => {
  const ends = (...seconds: number[]) => ({
    ending: Object.fromEntries(seconds.map((end, i) => [`k${i}`, at(end)])),
  });
  const start: Start = { id: '010', wanted: lease('new', 150, { startedAt: NOW }), replace: [], claim: {} };
  const decided = (user: User | undefined, more: Partial<Start> = {}, rules: Rules = ON) => {
    const seen = { ...refused(user), doing: { outcome: 'admitted' as const, reclaimed: [], replaced: [] } };
    return summary(
      decideStart(seen, { ...start, ...more }, rules),
      ({ outcome }) => outcome,
      ({ UpdateExpression, ConditionExpression, ExpressionAttributeValues = {} }, doing) =>
        [
          doing.outcome,
          ...(ConditionExpression.includes('changedAt = :changedAt') ? ['if nothing has changed'] : []),
          ...(UpdateExpression.includes('ending = :ending')
            ? [`${Object.keys(ExpressionAttributeValues[':ending'] as object).length} out`]
            : []),
        ].join(', '),
    );
  };
  const six = [10, 20, 30, 40, 50, 60];
  const held = (count: number) => ['a', 'b', 'c'].slice(0, count).map((session) => lease(session, 150));

  test.each<[string, string, User, Partial<Start>?]>([
    ['few have ended: the first write checks the passes', 'write: admitted', userWith([], ends(...six))],
    [
      'one more: decided from the item',
      'write: admitted, if nothing has changed, 7 out',
      userWith([], ends(...six, 70)),
    ],
    ['as many as may be', 'write: admitted, if nothing has changed, 8 out', userWith([], ends(...six, 70, 80))],
    ['three times the limit', 'refused: too-many-starts', userWith([], ends(...six, 70, 80, 90))],
    ['… with those that play', 'refused: too-many-starts', userWith(held(2), ends(...six, 70))],
    [
      'expired ones count for nothing',
      'write: admitted, if nothing has changed, 6 out',
      userWith(held(2), ends(...six, 0, -10)),
    ],
    [
      'the session that ends has a valid pass',
      'refused: too-many-starts',
      userWith(held(3), ends(...six)),
      { replace: ['a'] },
    ],
    [
      '… as before',
      'write: replaced, if nothing has changed, 6 out',
      userWith(held(3), ends(...six.slice(1))),
      { replace: ['a'] },
    ],
    [
      'no slot is free either: the answer is the limit',
      'refused: stream-limit-reached',
      userWith(held(3), ends(...six, 70)),
    ],
    [
      'a session that holds a lease renews it',
      'write: renewed, if nothing has changed, 9 out',
      userWith([lease('new', 60)], ends(...six, 70, 80, 90)),
    ],
    ['a user with a limit of their own', 'refused: too-many-starts', userWith([], { limit: 1, ...ends(10, 20, 30) })],
    [
      '… of whom fewer have ended',
      'write: admitted, if nothing has changed, 2 out',
      userWith([], { limit: 1, ...ends(10, 20) }),
    ],
  ])('%s: %s', (_, expected, user, more = {}) => {
    expect(decided(user, more)).toBe(expected);
  });

  test('with passes off, none of this matters', () => {
    expect(decided(userWith([], ends(...six, 70, 80, 90)), {}, RULES)).toBe('write: admitted');
  });

  test('says when the start may be repeated: once enough passes have ended', () => {
    const user = userWith(held(2), ends(40, 30, 20, 10, 50, 60, 70));
    const seen = { ...refused(user), doing: { outcome: 'admitted' as const, reclaimed: [], replaced: [] } };
    expect(decideStart(seen, start, ON)).toMatchObject({ answer: { until: at(10), now: NOW } });
    const one = { ...ON, limits: { standard: 3, byPlan: new Map([['basic plan', 2]]) } };
    expect(decideStart({ ...seen, user: { ...user, leases: held(1), leaseCount: 1 } }, start, one)).toMatchObject({
      answer: { until: at(30) },
    });
  });
});

describe('a switch', () => {
  const switching = (held: Partial<Lease>) =>
    tooEarly({ ...lease('a', 150), ...held }, { ...lease('a', 150), stream: 'goal' }, NOW, ON);

  test.each([
    ['a lease of ten minutes', {}, undefined],
    ['a new one', { startedAt: NOW }, undefined],
    ['one that switched just now', { since: NOW }, undefined],
    ['as far ahead as a thumb may be', { since: at(8) }, undefined],
    ['further', { since: at(8.5) }, at(0.5)],
    ['a clock that was fast', { startedAt: at(3600) }, undefined],
  ])('of %s', (_, held, expected) => {
    expect(switching(held)).toBe(expected);
  });

  test('keeps the end of each valid pass, and starts the pass’s time again', () => {
    const kept = (held: Partial<Lease>, next: Partial<Lease>) => {
      const before = { ...lease('a', 150), ...held };
      const { since, pass } = passesAfter(before, { ...before, expiresAt: at(750), ...next }, NOW, ON) ?? {};
      return { since: since && inSeconds(since), pass: pass && inSeconds(pass) };
    };
    expect(kept({}, { stream: 'goal' })).toEqual({ since: '0 s', pass: '150 s' });
    expect(kept({ pass: at(20) }, { stream: 'goal' })).toEqual({ since: '0 s', pass: '60 s' });
    expect(kept({ since: at(-1) }, { stream: 'goal' })).toEqual({ since: '1 s', pass: '150 s' });
    expect(kept({ since: at(-200), pass: at(20) }, {})).toEqual({ since: '-200 s', pass: '200 s' });
    expect(kept({ startedAt: at(-800) }, {})).toEqual({ since: undefined, pass: undefined });
  });

  test('in the same moment as a take-over is refused, too', () => {
    const user = userWith([lease('new', 150, { since: at(9) }), lease('b', 150)]);
    const seen = { ...refused(user), doing: { outcome: 'admitted' as const, reclaimed: [], replaced: [] } };
    const wanted = lease('new', 150, { startedAt: NOW, stream: 'goal' });
    const start: Start = { id: '010', wanted, replace: 'others', claim: {} };
    expect(decideStart(seen, start, ON)).toMatchObject({ answer: { refusal: 'too-many-starts', until: at(1) } });
  });
});
