import { beforeEach, describe, expect, test } from '@jest/globals';
import type { Fault } from '../../player/src/types.ts';
import { FakeClock } from './support/clock.ts';
import { Device, type Fate } from './support/device.ts';
import { FakeService, LEASE_MS, RENEW_AFTER_SECONDS } from './support/service.ts';

const RENEW_MS = RENEW_AFTER_SECONDS * 1000;

let clock: FakeClock;
let service: FakeService;
let laptop: Device;

beforeEach(() => {
  clock = new FakeClock();
  service = new FakeService(clock);
  laptop = new Device(clock, service);
});

const answer = (fate: Fate) => {
  laptop.fate = () => fate;
};
const HTML: Fate = { status: 200, body: '<h1>Welcome to the hotel</h1>' };

describe('answers after which the player retries', () => {
  const SILENCES: [string, Fate][] = [
    ['no answer', 'lost'],
    ['an answer that is lost', 'answer-lost'],
    ['an answer that never comes', 'hung'],
    ['a 429 of the gateway', { status: 429, body: { message: 'Too Many Requests' } }],
    ['a 500', { status: 500, body: {} }],
    ['a 503', { status: 503, body: {} }],
    ["a hotel's log-in page", HTML],
    ['half of an answer', { status: 200, body: '{"renewAfter": 54, "expi' }],
    ['JSON of somebody else', { status: 200, body: { ok: true } }],
    ['JSON that is nothing', { status: 200, body: 'null' }],
    ['a renewal that would never end', { status: 200, body: { renewAfter: 0, expiresAt: '2026-11-24T20:00:00Z' } }],
    ['a 201', { status: 201, body: '' }],
    ["a firewall's 403", { status: 403, body: '<h1>Request blocked</h1>' }],
    ["a proxy's 401", { status: 401, body: '<h1>Log in to the proxy</h1>' }],
    ["a wrong route's 404", { status: 404, body: '<h1>Not found</h1>' }],
    ["a wrong route's 404 in JSON", { status: 404, body: { message: 'Not Found' } }],
    ["somebody else's 409", { status: 409, body: '<h1>Conflict</h1>' }],
    ["somebody else's 409 in JSON", { status: 409, body: { error: 'conflict' } }],
    ["somebody else's 410", { status: 410, body: '<h1>Gone</h1>' }],
    [
      'a code in what is no problem',
      { status: 410, body: { code: 'stream-ended' }, headers: { 'content-type': 'application/json' } },
    ],
    ['a problem without a code', { status: 403, body: {}, headers: { 'content-type': 'application/problem+json' } }],
  ];

  test.each(SILENCES)(
    '%s: a renewal goes on asking, ever less often, and plays as long as the lease lasts',
    async (_, fate) => {
      const player = laptop.player({ whenUnreachable: 'stop' });
      await player.start('film');
      const until = clock.now + LEASE_MS;
      answer(fate);
      await clock.pass(RENEW_MS + 9000);
      expect(player.state).toBe('uncertain');
      expect(player.mayPlay).toBe(true);
      await clock.pass(until - clock.now - 1);
      expect(player.mayPlay).toBe(true);
      await clock.pass(1001);
      expect(player.state).toBe('unreachable');
      expect(player.mayPlay).toBe(false);
      await clock.pass(60_000);
      const attempts = laptop.of('renewstream').map(({ at }) => at);
      const waits = attempts.slice(1).map((at, i) => at - (attempts[i] ?? 0));
      expect(Math.max(...waits)).toBeLessThanOrEqual(15_000 + 8000);
      expect(waits[0]).toBeLessThan(waits[4] ?? 0);

      answer('served');
      await clock.pass(24_000);
      expect(player.state).toBe('playing');
      expect(player.mayPlay).toBe(true);
    },
  );

  test.each(SILENCES)('%s: a start does as the integrator chose, and goes on asking', async (_, fate) => {
    answer(fate);
    const [open, closed] = [laptop.player(), laptop.player({ whenUnreachable: 'stop' })];
    const states = Promise.all([open.start('film'), closed.start('film')]);
    await clock.pass(8000);
    expect(await states).toEqual(['unreachable', 'unreachable']);
    expect([open.mayPlay, closed.mayPlay]).toEqual([true, false]);
    answer('served');
    await clock.pass(24_000);
    expect([open.state, closed.state]).toEqual(['playing', 'playing']);
  });

  test('waits only briefly again after each good answer', async () => {
    const player = laptop.player();
    await player.start('film');
    for (let outage = 0; outage < 2; outage++) {
      answer('lost');
      await clock.pass(RENEW_MS + 2000);
      answer('served');
      await clock.pass(4000);
      expect(player.state).toBe('playing');
    }
    const [first, second, third, again, twice] = laptop.of('renewstream').map(({ at }) => at);
    expect([Number(second) - Number(first), Number(third) - Number(second)]).toEqual([1000, 2000]);
    expect(Number(twice) - Number(again)).toBe(1000);
  });

  test('waits as long as Retry-After asks, and a random part longer', async () => {
    const player = laptop.player();
    await player.start('film');
    answer({ status: 503, body: {}, headers: { 'retry-after': '20' } });
    await clock.pass(RENEW_MS + 20_999);
    expect(laptop.of('renewstream')).toHaveLength(1);
    laptop.random = () => 0.999;
    await clock.pass(1);
    expect(laptop.of('renewstream')).toHaveLength(2);
    await clock.pass(21_100);
    expect(laptop.of('renewstream')).toHaveLength(3);
  });
});

describe('answers after which it does not retry', () => {
  test.each([400, 403, 404, 413, 415])(
    'a %i ends it with a reason for the developer, and nothing is repeated',
    async (status) => {
      const failed: Fault[] = [];
      const player = laptop.player();
      player.addEventListener('failed', ({ detail }) => failed.push(detail));
      answer({ status, body: { code: 'some-code', detail: 'What is wrong.', requestId: 'r-1' } });
      expect(await player.start('film')).toBe('failed');
      expect(failed).toEqual([{ status, code: 'some-code', message: 'What is wrong.', requestId: 'r-1' }]);
      expect(player.mayPlay).toBe(false);
      await clock.pass(1_000_000);
      expect(laptop.sent).toHaveLength(1);
    },
  );

  test('to a renewal says nothing about the lease: a stop frees the slot', async () => {
    const player = laptop.player();
    await player.start('film');
    answer({ status: 403, body: { code: 'forbidden' } });
    await clock.pass(RENEW_MS);
    expect([player.state, service.leases.size]).toEqual(['failed', 1]);
    answer('served');
    await player.stop();
    expect(service.leases.size).toBe(0);
  });

  test("a gateway's own 403 ends no lease before its time, and is reported once it has ended", async () => {
    const player = laptop.player();
    await player.start('film');
    answer({ status: 403, body: { message: 'Forbidden' } });
    await clock.pass(LEASE_MS - 1);
    expect([player.state, player.mayPlay]).toEqual(['uncertain', true]);
    await clock.pass(16_000);
    expect(player.state).toBe('failed');
  });

  test("a gateway's own 403 has no code; the status does", async () => {
    const failed: Fault[] = [];
    const player = laptop.player();
    player.addEventListener('failed', ({ detail }) => failed.push(detail));
    answer({ status: 403, body: { message: 'Forbidden' } });
    await player.start('film');
    expect(failed).toEqual([{ status: 403, code: '403', message: 'Forbidden', requestId: undefined }]);
  });
});

describe('a lease that is gone', () => {
  test('ends with the reason, and who plays instead; the player does not take it back', async () => {
    const player = laptop.player();
    const ended: unknown[] = [];
    player.addEventListener('ended', ({ detail }) => ended.push(detail));
    await player.start('film');
    service.end(player.session ?? '', 'replaced', { session: 'tv', device: 'Living room', stream: 'news' });
    await clock.pass(RENEW_MS);
    expect(player.state).toBe('ended');
    expect([player.mayPlay, player.lease, player.timeLeft]).toEqual([false, undefined, 0]);
    expect(ended).toEqual([
      expect.objectContaining({ reason: 'replaced', by: { session: 'tv', device: 'Living room', stream: 'news' } }),
    ]);
    await clock.pass(1_000_000);
    expect(laptop.of('requeststream')).toHaveLength(1);
    expect([...laptop.kept.values()]).toEqual(['[]']);
  });

  test.each(['expired', 'revoked', 'unknown'])('says %s', async (reason) => {
    const player = laptop.player();
    const ended: string[] = [];
    player.addEventListener('ended', ({ detail }) => ended.push(detail.reason));
    await player.start('film');
    service.end(player.session ?? '', reason);
    await clock.pass(RENEW_MS);
    expect(ended).toEqual([reason]);
  });

  test('of a blocked user is a denial, with the block’s end', async () => {
    service.blockedUntil = service.time + 60_000;
    const player = laptop.player();
    const denied: unknown[] = [];
    player.addEventListener('denied', ({ detail }) => denied.push(detail));
    expect(await player.start('film')).toBe('denied');
    expect(denied).toEqual([
      expect.objectContaining({ reason: 'user-blocked', blockedUntil: expect.stringMatching(/^2026/) }),
    ]);
  });
});
