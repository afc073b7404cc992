import { beforeEach, describe, expect, test } from '@jest/globals';
import { Player } from '../../src/pages/console/player.ts';
import { Refusal } from '../../src/pages/console/refusal.ts';
import type { Lease } from '../../src/pages/console/wire.ts';
import { Clock } from '../support/clock.ts';

const LEASE_SECONDS = 150;

let clock: Clock;
/** What the service answers to the next renewals. */
let answer: () => Lease;
let renewals: number;
let timers: { at: number; run: () => void }[];
let states: string[];
let player: Player;

beforeEach(() => {
  clock = new Clock();
  answer = lease;
  renewals = 0;
  timers = [];
  states = [];
  player = new Player({ renew, now: clock.now, random: () => 1, after }, lease(), 'Phone', ({ state }) =>
    states.push(state),
  );
});

const lease = (): Lease => ({
  id: '001',
  session: 'phone-1',
  stream: 'stream_100',
  startedAt: new Date(clock.time).toISOString(),
  expiresAt: new Date(clock.time + LEASE_SECONDS * 1000).toISOString(),
  renewAfter: 55.5,
  activeStreams: 1,
  limit: 3,
  watching: ['stream_100'],
});

async function renew(): Promise<Lease> {
  renewals++;
  return answer();
}

function after(ms: number, run: () => void): () => void {
  const timer = { at: clock.time + ms, run };
  timers.push(timer);
  return () => {
    timers = timers.filter((each) => each !== timer);
  };
}

/** Lets time pass until the next timer, and answers how long that took, in seconds. */
async function untilNext(): Promise<number> {
  const [next] = timers.splice(0, 1);
  if (next === undefined) throw new Error('The player waits for nothing.');
  const seconds = (next.at - clock.time) / 1000;
  clock.pass(seconds);
  next.run();
  await new Promise(setImmediate);
  return seconds;
}

const refuse =
  (status: number, retryAfter = 0) =>
  () => {
    throw new Refusal(status, {}, retryAfter);
  };

describe('a player', () => {
  test('renews when the lease says so, and holds what the service then gives it', async () => {
    expect(await untilNext()).toBe(55.5);
    expect(player.expiresAt).toBe(clock.time + LEASE_SECONDS * 1000);
    expect(await untilNext()).toBe(55.5);
    expect(renewals).toBe(2);
    expect(states).toEqual([]);
  });

  test.each([
    ['its lease is gone', 410],
    ['its user is gone', 404],
  ])('ends when %s, and asks no more', async (_, status) => {
    answer = refuse(status);
    await untilNext();
    expect(player.state).toBe('ended');
    expect(timers).toEqual([]);
  });

  test.each([400, 403])('does not repeat what is answered %i', async (status) => {
    answer = refuse(status);
    await untilNext();
    expect(player.state).toBe('refused');
    expect(timers).toEqual([]);
  });

  test.each([
    ['the service does not answer', 0],
    ['the service is unavailable', 503],
    ['the API is flooded', 429],
    ['its token has run out', 401],
  ])('tries again, ever less often, while %s and the lease lasts', async (_, status) => {
    await untilNext();
    answer = refuse(status);
    await untilNext();
    expect(player.state).toBe('retrying');
    expect([await untilNext(), await untilNext(), await untilNext()]).toEqual([1, 2, 4]);
    answer = lease;
    await untilNext();
    expect(player.state).toBe('playing');
    expect(await untilNext()).toBe(55.5);
  });

  test('waits as long as the service asks it to', async () => {
    answer = refuse(503, 20);
    await untilNext();
    expect(await untilNext()).toBe(20);
  });

  test('gives up when its lease has run out, after a last attempt at that moment', async () => {
    answer = refuse(0);
    while (timers.length > 0) await untilNext();
    expect(player.state).toBe('lost');
    expect(clock.time).toBe(player.expiresAt);
    expect(states).toEqual(['retrying', 'lost']);
  });

  test.each(['crash', 'stop'] as const)('that is told to %s renews no more', async (end) => {
    player[end]();
    expect(timers).toEqual([]);
    expect(player.isAlive).toBe(false);
  });

  test('that crashes while a renewal is under way stays crashed', async () => {
    const [next] = timers;
    next?.run();
    player.crash();
    await new Promise(setImmediate);
    expect(renewals).toBe(1);
    expect(player.state).toBe('crashed');
    expect(timers).toEqual([]);
  });
});
