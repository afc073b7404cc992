import { expect, test } from '@jest/globals';
import { nextStamp } from '../../src/domain/fence.ts';

const CLOCK = Date.UTC(2026, 10, 26, 20);
/** Evenly spread in [0, 1). */
const draws = Array.from({ length: 32 }, (_, i) => () => i / 32);

test('a retry’s stamp is later than its last one, the clock and the item’s', () => {
  for (const [last, changedAt] of [
    [CLOCK - 5, CLOCK - 20],
    [CLOCK + 5, CLOCK - 20],
    [CLOCK - 5, CLOCK + 2000],
  ] as const) {
    const stamp = nextStamp(last, CLOCK, changedAt, () => 0);
    expect(stamp).toBe(Math.max(last, CLOCK, changedAt + 1));
  }
});

test('if the stamp is ahead of the clock, writers propose different ones, at most 16 ms later', () => {
  const changedAt = CLOCK + 2000;
  const stamps = draws.map((draw) => nextStamp(CLOCK, CLOCK, changedAt, draw));
  expect(new Set(stamps).size).toBe(16);
  expect(Math.min(...stamps)).toBe(changedAt + 1);
  expect(Math.max(...stamps)).toBe(changedAt + 16);
});

test('if the item is behind the clock, the stamp is the clock', () => {
  for (const draw of draws) expect(nextStamp(CLOCK - 9, CLOCK, CLOCK - 1, draw)).toBe(CLOCK);
});
