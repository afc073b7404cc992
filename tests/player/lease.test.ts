import { beforeEach, expect, test } from '@jest/globals';
import { FakeClock } from './support/clock.ts';
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
  await clock.pass(3 * RENEW_AFTER_SECONDS * 1000);
  expect(laptop.of('renewstream').map(({ at }) => at - 1000)).toEqual([54_000, 108_000, 162_000]);
  expect(player.timeLeft).toBe(LEASE_MS);
  await player.stop();
  expect(player.state).toBe('stopped');
  expect(service.leases.size).toBe(0);
  expect(clock.timers).toBe(0);
});

test('a denial says what is on, and the one that the viewer picks gives way', async () => {
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
