import { describe, expect, test } from '@jest/globals';
import { arrange } from '../../src/pages/console/places.ts';
import { ServerClock } from '../../src/pages/console/server-clock.ts';
import { denial, timeLeft } from '../../src/pages/console/words.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');

describe("the server's clock", () => {
  /** A browser whose clock is wrong by `behind` milliseconds asks at each of these moments of the server's time. */
  function estimate(behind: number, moments: readonly number[], latency: number): number {
    let time = NOON;
    const clock = new ServerClock(() => time - behind);
    for (const moment of moments) {
      time = NOON + moment;
      const sent = clock.local();
      const date = new Date(NOON + moment + latency / 2).toUTCString();
      time += latency;
      clock.observe(date, sent);
    }
    return clock.now() - time;
  }

  test.each([0, 3_600_000, -3_600_000, 86_400_000])('is known to a second by one answer, %i ms off', (behind) => {
    expect(Math.abs(estimate(behind, [400], 40))).toBeLessThan(1000);
  });

  test('is known better by several', () => {
    const moments = [0, 1230, 2470, 3690, 4910, 6150, 7330, 8590, 9810, 10_970];
    expect(Math.abs(estimate(3_600_000, moments, 40))).toBeLessThan(200);
  });

  test('is found again after the clock of the browser was set', () => {
    let local = NOON;
    const clock = new ServerClock(() => local);
    clock.observe(new Date(NOON).toUTCString(), local);
    local -= 7_200_000;
    clock.observe(new Date(NOON).toUTCString(), local);
    expect(Math.abs(clock.now() - NOON)).toBeLessThan(1000);
  });

  test.each([null, '', 'yesterday'])('stays as it was when an answer says %p', (date) => {
    const clock = new ServerClock(() => NOON);
    clock.observe(date, NOON);
    expect(clock.now()).toBe(NOON);
  });
});

describe('the slots', () => {
  test('are as many as the limit, with the taken ones first', () => {
    expect(arrange([], ['a', 'b'], 3)).toEqual(['a', 'b', undefined]);
  });

  test('keep a session where it is when another one goes, and give its place to the next', () => {
    expect(arrange(['a', 'b', 'c'], ['b', 'c'], 3)).toEqual([undefined, 'b', 'c']);
    expect(arrange([undefined, 'b', 'c'], ['b', 'c', 'd'], 3)).toEqual(['d', 'b', 'c']);
  });

  test('show whoever was admitted under a higher limit', () => {
    expect(arrange(['a', 'b', 'c'], ['a', 'b', 'c'], 1)).toEqual(['a', 'b', 'c']);
    expect(arrange(['a', 'b', 'c'], ['c'], 1)).toEqual(['c']);
    expect(arrange([], [], 0)).toEqual([]);
  });
});

describe('the words', () => {
  test.each([
    [3, 'You are watching on 3 devices already. Stop one to watch here.'],
    [1, 'You are watching on another device already. Stop it to watch here.'],
    [0, 'Your plan does not include watching.'],
  ])('of a denial with %i streams on', (streams, words) => {
    expect(denial(streams)).toBe(words);
  });

  test.each([
    [-5, '0:00'],
    [1, '0:01'],
    [42_000, '0:42'],
    [725_000, '12:05'],
    [3_600_000, '1:00:00'],
  ])('of %i ms left', (ms, words) => {
    expect(timeLeft(ms)).toBe(words);
  });
});
