import { beforeEach, expect, test } from '@jest/globals';
import { FakeClock, settled } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService, LEASE_MS, RENEW_AFTER_SECONDS } from './support/service.ts';

let clock: FakeClock;
let service: FakeService;
let laptop: Device;

beforeEach(() => {
  clock = new FakeClock();
  service = new FakeService(clock);
  laptop = new Device(clock, service);
});

test('a start takes a slot, renewals come when the service asks for them, and a stop gives the slot back', async () => {
  const player = laptop.player();
  expect(player.state).toBe('idle');
  expect(await player.start('film')).toBe('playing');
  expect(laptop.sent[0]?.body).toEqual({ id: '001', stream: 'film', session: player.session, device: 'Laptop' });
  await clock.pass(3 * RENEW_AFTER_SECONDS * 1000);
  expect(laptop.of('renewstream').map(({ at }) => at - 1000)).toEqual([54_000, 108_000, 162_000]);
  expect(player.timeLeft).toBe(LEASE_MS);
  await player.stop();
  expect(player.state).toBe('stopped');
  expect(service.leases.size).toBe(0);
  expect(clock.timers).toBe(0);
});

test('a denial lists the live streams, and the one that the viewer picks ends', async () => {
  for (const session of ['tv', 'phone', 'tablet']) service.take(session);
  const player = laptop.player();
  const denied: unknown[] = [];
  player.addEventListener('denied', ({ detail }) => denied.push(detail));
  expect(await player.start('film')).toBe('denied');
  expect(denied).toEqual([
    expect.objectContaining({
      reason: 'stream-limit-reached',
      limit: 3,
      streams: expect.arrayContaining([expect.objectContaining({ session: 'phone', device: 'Television' })]),
    }),
  ]);
  expect(player.mayPlay).toBe(false);
  expect(await player.takeOver('phone')).toBe('playing');
  expect(player.lease?.replaced).toEqual(['phone']);
});

test('tags go with a start and with a change of stream, and are forgotten with the stream that they were for', async () => {
  const player = laptop.player();
  await player.start('film', { tags: { quality: 'uhd' } });
  expect(laptop.sent[0]?.body).toMatchObject({ stream: 'film', tags: { quality: 'uhd' } });
  await player.start('news');
  expect(laptop.of('renewstream').at(-1)?.body).toMatchObject({ stream: 'news', tags: {} });
  await player.start('goal', { tags: { quality: 'hd' } });
  expect(laptop.of('renewstream').at(-1)?.body).toMatchObject({ stream: 'goal', tags: { quality: 'hd' } });
  await clock.pass(RENEW_AFTER_SECONDS * 1000);
  expect(laptop.of('renewstream').at(-1)?.body).not.toHaveProperty('tags');
});

test('a session to end can be chosen while a start is under way: one more start is sent, and the denial in between is silent', async () => {
  for (const session of ['tv', 'phone', 'tablet']) service.take(session);
  const player = laptop.player();
  await player.start('film');
  const states: string[] = [];
  player.addEventListener('statechange', ({ detail }) => states.push(detail.state));
  laptop.delay = 1000;
  const again = player.start('film');
  await clock.pass(500);
  const taken = player.takeOver('phone');
  expect(player.mayPlay).toBe(false);
  await clock.pass(2000);
  expect(await Promise.all([again, taken])).toEqual(['playing', 'playing']);
  expect(states).toEqual(['asking', 'playing']);
  expect(player.lease?.replaced).toEqual(['phone']);
});

test('a picture that moves is stopped by a denial, whatever was picked meanwhile', async () => {
  for (const session of ['tv', 'phone', 'tablet']) service.take(session);
  laptop.delay = 1000;
  const player = laptop.player();
  player.start('film');
  await clock.pass(500);
  player.takeOver('phone');
  expect(player.mayPlay).toBe(true);
  await clock.pass(500);
  expect([player.state, player.mayPlay]).toEqual(['denied', false]);
});

test('a start that is called again sends one request, and ends the stream that was picked first', async () => {
  for (const session of ['tv', 'phone', 'tablet']) service.take(session);
  const player = laptop.player();
  player.start('film', { replace: ['tv'] });
  await player.start('film');
  expect(laptop.of('requeststream')).toHaveLength(1);
  expect(player.lease?.replaced).toEqual(['tv']);
});

test('a renewal is due from when the request was sent, however long its answer took', async () => {
  laptop.delay = 6000;
  const player = laptop.player();
  player.start('film');
  await clock.pass(6000);
  // The service answered after three seconds, and has counted from then: to be safe, the player counts from before.
  expect(player.timeLeft).toBe(LEASE_MS - 6000);
  await clock.pass(RENEW_AFTER_SECONDS * 1000 - 6000);
  expect(laptop.of('renewstream')).toHaveLength(1);
});

test('who woke just before the end of a lease is given the time of a request, and no more', async () => {
  laptop.delay = 1000;
  const player = laptop.player({ whenUnreachable: 'stop' });
  player.start('film');
  await clock.pass(1000);
  const states: string[] = [];
  player.addEventListener('statechange', ({ detail }) => states.push(detail.state));
  clock.sleep(player.timeLeft - 500);
  player.wake();
  await clock.pass(2000);
  expect(states).toEqual([]);
  laptop.fate = () => 'hung';
  clock.sleep(player.timeLeft - 500);
  player.wake();
  await clock.pass(7999);
  expect(player.mayPlay).toBe(true);
  await clock.pass(1);
  expect([states, player.mayPlay]).toEqual([['uncertain', 'unreachable'], false]);
});

test('who slept through the end of a lease asks before the picture stops, and goes on if nobody took the slot', async () => {
  const player = laptop.player({ whenUnreachable: 'stop' });
  await player.start('film');
  clock.sleep(2 * LEASE_MS);
  player.wake();
  expect(player.mayPlay).toBe(true);
  await settled();
  expect(player.state).toBe('playing');
});
