import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Machine } from '../../player/src/machine.ts';
import { createPasses } from '../../player/src/passes.ts';
import { FakeClock, settled } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService, LEASE_MS, RENEW_AFTER_SECONDS, type Reply } from './support/service.ts';

let clock: FakeClock;
let service: FakeService;
let laptop: Device;
let player: Machine;

beforeEach(() => {
  clock = new FakeClock();
  service = new FakeService(clock);
  service.passes = true;
  laptop = new Device(clock, service);
  player = laptop.player();
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** What a promise has come to by now. */
async function now<Value>(promise: Promise<Value>): Promise<Value | 'waits'> {
  await settled();
  return Promise.race([promise, Promise.resolve('waits' as const)]);
}

test('a pass comes and goes with each lease', async () => {
  const seen: unknown[] = [];
  player.addEventListener('lease', () => seen.push(player.pass));
  expect(player.pass).toBeUndefined();
  await player.start('film');
  await clock.pass(2 * RENEW_AFTER_SECONDS * 1000);
  expect(seen).toEqual(['film-1', 'film-2', 'film-3']);
  expect(player.pass).toBe('film-3');
  service.end(player.session ?? '', 'revoked');
  await clock.pass(RENEW_AFTER_SECONDS * 1000);
  expect(player.state).toBe('ended');
  expect(player.pass).toBeUndefined();
  await player.start('film');
  expect(player.pass).toBe('film-4');
  const stopped = player.stop();
  expect(player.pass).toBeUndefined();
  await stopped;
});

test('without passes of the service there is none, and a media request waits for the lease only', async () => {
  service.passes = false;
  const ready = createPasses(player).ready();
  expect(await now(ready)).toBe('waits');
  await player.start('film');
  expect(player.pass).toBeUndefined();
  expect(await now(ready)).toBeUndefined();
});

test('a media request waits for the first pass, through a denial and until the viewer takes over', async () => {
  for (const session of ['tv', 'phone', 'tablet']) service.take(session);
  const ready = createPasses(player).ready();
  await player.start('film');
  expect(player.state).toBe('denied');
  expect(await now(ready)).toBe('waits');
  await player.takeOver('phone');
  expect(await now(ready)).toBe('film-1');
});

test('after a change of the channel, a media request waits for the pass of the new one', async () => {
  const { ready } = createPasses(player);
  await player.start('film');
  laptop.delay = 1000;
  player.start('news');
  const waiting = ready();
  expect(await now(waiting)).toBe('waits');
  await clock.pass(1000);
  expect(await now(waiting)).toBe('news-2');
});

test('a 401 of the edge renews once, however many requests meet it, and each may try again', async () => {
  const passes = createPasses(player);
  await player.start('film');
  const again = [passes.renewed('film-1'), passes.renewed('film-1')];
  expect(await now(Promise.all(again))).toEqual([true, true]);
  expect(laptop.of('renewstream')).toHaveLength(1);
  // One that was sent before the renewal, and one that is refused with what the renewal brought.
  expect(await passes.renewed('film-1')).toBe(true);
  expect(await passes.renewed('film-2')).toBe(false);
  expect(laptop.of('renewstream')).toHaveLength(1);
});

test('a pass from a renewal after a 401 is renewed after another 401, but not at once', async () => {
  const passes = createPasses(player);
  await player.start('film');
  const time = jest.spyOn(performance, 'now').mockReturnValue(10_000);
  expect(await passes.renewed('film-1')).toBe(true);
  expect(await passes.renewed('film-2')).toBe(false);
  time.mockReturnValue(16_000);
  expect(await passes.renewed('film-2')).toBe(true);
  expect(player.pass).toBe('film-3');
});

test('a 401 reaches the library if the slot is gone, and waits while the service does not answer', async () => {
  const passes = createPasses(player);
  await player.start('film');
  laptop.fate = () => 'lost';
  const waiting = passes.renewed('film-1');
  expect(await now(waiting)).toBe('waits');
  laptop.fate = () => 'served';
  await clock.pass(16_000);
  expect(await now(waiting)).toBe(true);
  service.end(player.session ?? '', 'replaced');
  jest.spyOn(performance, 'now').mockReturnValue(performance.now() + 6000);
  expect(await passes.renewed('film-2')).toBe(false);
  expect(await passes.renewed('film-2')).toBe(false);
  expect(player.state).toBe('ended');
});

test('the pass is sent to the media’s origin, and nowhere else', () => {
  Object.assign(globalThis, { location: { href: 'https://page.example/watch' } });
  const cdn = 'https://cdn.example/live/film/master.m3u8';
  const first = createPasses(player);
  expect([cdn, 'https://cdn.example/a.m4s', 'https://ads.example/a', '/live/film/a'].map(first.wants)).toEqual([
    ...[true, true],
    ...[false, false],
  ]);
  const named = createPasses(player, { media: ['https://cdn.example', 'https://page.example/any/path'] });
  expect(['https://ads.example/a', cdn, '/live/film/a', 'http://cdn.example/a'].map(named.wants)).toEqual([
    ...[false, true],
    ...[true, false],
  ]);
  expect(['/a.m4s', cdn].map(createPasses(player, { media: (url) => url.endsWith('.m4s') }).wants)).toEqual([
    true,
    false,
  ]);
});

test('the pass is written into the address, or into a header', () => {
  const { address, headers } = createPasses(player);
  expect(address('https://cdn.example/a', 'p')).toBe('https://cdn.example/a?CAT=p');
  expect(address('https://cdn.example/a?b=%20c#d', 'p')).toBe('https://cdn.example/a?b=%20c&CAT=p#d');
  expect(address('https://cdn.example/a?CAT=old', 'p')).toBe('https://cdn.example/a?CAT=p');
  expect(address('https://cdn.example/a?CAT=old&b=c', 'p')).toBe('https://cdn.example/a?b=c&CAT=p');
  expect(address('https://cdn.example/a?b=c&CAT=old', 'p')).toBe('https://cdn.example/a?b=c&CAT=p');
  expect(address('https://cdn.example/a', undefined)).toBe('https://cdn.example/a');
  expect(headers('p')).toEqual({});
  const inHeader = createPasses(player, { by: 'header' });
  expect(inHeader.address('https://cdn.example/a', 'p')).toBe('https://cdn.example/a');
  expect(inHeader.headers('p')).toEqual({ 'CTA-Common-Access-Token': 'p' });
});

test('too many starts: it waits for Retry-After, says why, and starts again', async () => {
  const tooMany: Reply = {
    status: 429,
    body: { code: 'too-many-starts', detail: 'Wait a little.', requestId: 'r' },
    headers: { 'retry-after': '20' },
  };
  const told: unknown[] = [];
  player.addEventListener('unanswered', ({ detail }) => told.push(detail));
  laptop.fate = () => tooMany;
  expect(await player.start('film')).toBe('unreachable');
  laptop.fate = () => 'served';
  await clock.pass(19_000);
  expect(laptop.sent).toHaveLength(1);
  await clock.pass(2000);
  expect(player.state).toBe('playing');

  laptop.fate = () => tooMany;
  await player.start('news');
  expect(player.state).toBe('uncertain');
  expect(player.mayPlay).toBe(true);
  expect(player.timeLeft).toBe(LEASE_MS);
  laptop.fate = () => 'served';
  await clock.pass(21_000);
  expect(player.pass).toBe('news-2');
  expect(told).toEqual(Array(2).fill(expect.objectContaining({ status: 429, code: 'too-many-starts' })));
});
