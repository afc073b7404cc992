import { expect, test } from '@jest/globals';
import { readinessOf } from '../../src/server/readiness.ts';

let now = 0;
const counted = (judges: boolean, statuses: readonly number[]) => {
  const readiness = readinessOf(judges, () => now);
  for (const status of statuses) readiness.count(status);
  return readiness;
};
const many = (count: number, status: number) => Array.from({ length: count }, () => status);

test('an instance becomes unready for a minute if half of its answers are 500s', () => {
  const readiness = counted(true, [...many(10, 200), ...many(10, 500)]);
  expect(readiness.isReady()).toBe(false);
  now += 60_000;
  expect(readiness.isReady()).toBe(true);
});

test.each([
  ['the table is the cause', true, many(100, 503)],
  ['there were few requests', true, many(19, 500)],
  ['fewer than half are', true, [...many(60, 200), ...many(40, 500)]],
  ['Lambda could not bear the load', false, many(100, 500)],
])('it stays where %s', (_, judges, statuses) => {
  expect(counted(judges, statuses).isReady()).toBe(true);
});

test('old faults do not count', () => {
  const readiness = counted(true, many(15, 500));
  now += 61_000;
  for (const status of many(15, 500)) readiness.count(status);
  expect(readiness.isReady()).toBe(true);
});

test('an instance that drains stays unready', () => {
  const readiness = counted(true, []);
  readiness.drain();
  now += 600_000;
  expect([readiness.isReady(), readiness.isDraining()]).toEqual([false, true]);
});
