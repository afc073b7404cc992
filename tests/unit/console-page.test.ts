import { beforeEach, describe, expect, test } from '@jest/globals';
import { Refusal } from '../../src/pages/console/refusal.ts';
import { type Order, Roster, select } from '../../src/pages/console/roster.ts';
import { ServerClock } from '../../src/pages/console/server-clock.ts';
import type { ShownUser } from '../../src/pages/console/wire.ts';
import { denial, ending, summary, timeLeft } from '../../src/pages/console/words.ts';

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

const user = (id: string, Name: string, activeStreams = 0): ShownUser => ({
  id,
  Name,
  Subscription: 'basic plan',
  Status: { Online: { Streams: { activeStreams, watching: [] } }, offline: { lastOnline: null } },
});

describe('the roster', () => {
  const all = Array.from({ length: 250 }, (_, number) => user(`u${number}`, `User ${number}`));
  let asked: [string | undefined, number][];

  /** A service that lists `all`, and `each` at most in one answer. */
  const roster = (each = 100) =>
    new Roster(async (cursor, limit) => {
      asked.push([cursor, limit]);
      const start = Number(cursor ?? 0);
      const end = start + Math.min(limit, each);
      return { users: all.slice(start, end), cursor: end < all.length ? String(end) : undefined };
    });

  beforeEach(() => {
    asked = [];
  });

  test('reads as many as requested, and no more', async () => {
    const users = roster();
    await users.readUpTo(25);
    await users.readUpTo(25);
    expect(asked).toEqual([[undefined, 25]]);
    await users.readUpTo(150);
    expect(asked).toEqual([
      [undefined, 25],
      ['25', 100],
      ['125', 25],
    ]);
    expect(users.size).toBe(150);
    expect(users.isComplete).toBe(false);
  });

  test('knows when it has read all, and then sends no request', async () => {
    const users = roster();
    await users.readUpTo(1000);
    expect(users.users).toEqual(all);
    expect(users.isComplete).toBe(true);
    await users.readUpTo(2000);
    expect(asked.length).toBe(3);
  });

  test('ends after ten answers with fewer users than it asked for', async () => {
    const users = roster(2);
    await users.readUpTo(100);
    expect(users.size).toBe(20);
    expect(users.isComplete).toBe(false);
  });

  test('stops when asked, and can continue from there', async () => {
    const users = roster();
    await users.readUpTo(250, () => asked.length < 2);
    expect(users.size).toBe(200);
    await users.readUpTo(250);
    expect(users.users).toEqual(all);
  });

  test('does not repeat a request that its token does not allow', async () => {
    let tries = 0;
    const users = new Roster(async () => {
      tries++;
      throw new Refusal(403, {});
    });
    await expect(users.readUpTo(25)).rejects.toThrow(Refusal);
    await expect(users.readUpTo(25)).rejects.toThrow(Refusal);
    expect(tries).toBe(1);
  });
});

describe('a search', () => {
  const users = [user('u10', 'Zoë'), user('u2', 'anna', 1), user('x', 'Bob', 3)];
  const found = (text: string, order: Order = 'listed') => select(users, text, order).map(({ id }) => id);

  test('finds a part of a name or of an id, whatever its case', () => {
    expect(found('ZO')).toEqual(['u10']);
    expect(found('U')).toEqual(['u10', 'u2']);
    expect(found('')).toEqual(['u10', 'u2', 'x']);
    expect(found('nobody')).toEqual([]);
  });

  test('sorts in an order that people expect', () => {
    expect(found('', 'name')).toEqual(['u2', 'x', 'u10']);
    expect(found('', 'id')).toEqual(['u2', 'u10', 'x']);
    expect(found('', 'streams')).toEqual(['x', 'u2', 'u10']);
  });
});

describe('the words', () => {
  test.each([
    [3, 'You are already watching on 3 devices.'],
    [1, 'You are already watching on another device.'],
    [0, 'Your plan does not include streaming.'],
  ])('of a denial with %i streams on', (activeStreams, words) => {
    expect(denial({ activeStreams, limit: 3 })).toBe(words);
  });

  test('of a denial by a policy, which has a number of its own', () => {
    expect(denial({ activeStreams: 2, policy: 'uhd', limit: 1 })).toBe(
      'Your plan allows 1 at a time under the rule “uhd”.',
    );
    expect(denial({ activeStreams: 2, policy: 'uhd', limit: 0 })).toBe('Your plan allows none under the rule “uhd”.');
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

  const by = { session: 's', device: 'Tablet', stream: 'stream_103' };
  const time = expect.stringMatching(/^Tablet \(Northern Line\) took over at \d/);
  test.each([
    [{ reason: 'replaced', by, endedAt: '2026-11-23T12:00:00Z' } as const, time],
    [{ reason: 'replaced' } as const, 'Another player took over.'],
    [{ reason: 'replaced', by: { session: 's', stream: 'news' } } as const, 'An unnamed device (news) took over.'],
    [{ reason: 'expired', by } as const, 'The lease ran out, and Tablet (Northern Line) took the slot.'],
    [{ reason: 'expired' } as const, 'The lease ran out, and another player took the slot.'],
    [{ reason: 'revoked' } as const, 'Ended by the back office.'],
    [{ reason: 'unknown' } as const, 'Ended elsewhere: another device stopped it, or its lease ran out.'],
  ])('of the end %j', (why, words) => {
    expect(ending(why)).toEqual(words);
  });

  test.each([
    [{ read: 0, isComplete: false, found: 0, isOrdered: false }, ''],
    [{ read: 1, isComplete: true, found: undefined, isOrdered: true }, '1 user'],
    [{ read: 1200, isComplete: true, found: undefined, isOrdered: false }, '1,200 users'],
    [{ read: 30, isComplete: true, found: 2, isOrdered: false }, '2 of 30 users found'],
    [{ read: 25, isComplete: false, found: undefined, isOrdered: false }, '25 users read so far; there are more'],
    [
      { read: 100, isComplete: false, found: undefined, isOrdered: true },
      '100 users read so far, in order; there are more',
    ],
    [
      { read: 100, isComplete: false, found: 0, isOrdered: false },
      '0 found among the 100 users read so far; there are more',
    ],
  ])('of how many there are: %j', (counts, words) => {
    expect(summary(counts)).toBe(words);
  });
});
