import { expect, test } from '@jest/globals';
import { passOf } from '../../src/domain/passes.ts';
import type { Start } from '../../src/domain/requests.ts';
import { decideStart } from '../../src/domain/start.ts';
import { renewAfter } from '../../src/http/views.ts';
import { at, inSeconds, lease, NOW, RULES, userWith, written } from '../support/decisions.ts';

const passes = { youngSeconds: 60 };
const ON = { ...RULES, passes };

test.each([
  ['a new lease', { startedAt: NOW, expiresAt: at(150) }, '60 s'],
  ['half a minute old', { startedAt: at(-30), expiresAt: at(150) }, '60 s'],
  ['two minutes old', { startedAt: at(-120), expiresAt: at(150) }, '120 s'],
  ['never beyond the lease', { startedAt: at(-600), expiresAt: at(150) }, '150 s'],
  ['nor a young one', { startedAt: NOW, expiresAt: at(20) }, '20 s'],
  ['half a minute on this stream', { startedAt: at(-600), since: at(-30), expiresAt: at(750) }, '60 s'],
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
