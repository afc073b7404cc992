import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService, RENEW_AFTER_SECONDS } from './support/service.ts';

const RENEW_MS = RENEW_AFTER_SECONDS * 1000;

let clock: FakeClock;
let service: FakeService;
let laptop: Device;

beforeEach(() => {
  clock = new FakeClock();
  service = new FakeService(clock);
  laptop = new Device(clock, service);
});

describe('a session outlasts', () => {
  test('a crash: the player that starts again finds its own lease, though all slots are taken', async () => {
    for (const session of ['tv', 'phone']) service.take(session);
    const crashed = laptop.player();
    await crashed.start('film');
    const { session } = crashed;
    crashed.abandon();
    const again = laptop.player();
    expect(await again.start('film')).toBe('playing');
    expect(again.session).toBe(session);
    expect(service.leases.size).toBe(3);
  });

  test('a reload, also when the stop of the page before arrives after the start of the next', async () => {
    const before = laptop.player();
    await before.start('film');
    const { session } = before;
    laptop.delay = 2000;
    before.leave();
    laptop.delay = 0;
    const after = laptop.player();
    await after.start('film');
    expect(after.session).toBe(session);
    await clock.pass(1000);
    expect(service.leases.size).toBe(0);
    await clock.pass(2000);
    expect(after.state).toBe('playing');
    expect([...service.leases.keys()]).toEqual([session]);
    await clock.pass(2 * RENEW_MS);
    expect(after.state).toBe('playing');
    // It looked once, found nothing, and looked once more at what it started then.
    expect(laptop.of('renewstream')).toHaveLength(3);
  });

  test('a reload whose stop arrived late, and no second session ends', async () => {
    const before = laptop.player();
    await before.start('film');
    before.leave();
    const after = laptop.player();
    await after.start('film', { replace: ['tv'] });
    service.leases.clear();
    await clock.pass(3000);
    expect(after.state).toBe('playing');
    expect(laptop.of('requeststream').map(({ body }) => body.replace)).toEqual([undefined, ['tv'], undefined]);
  });

  test('a reload, but not what the back office ends right after it', async () => {
    const before = laptop.player();
    await before.start('film');
    before.leave();
    const after = laptop.player();
    await after.start('film');
    service.end(after.session ?? '', 'revoked');
    await clock.pass(RENEW_MS);
    expect(after.state).toBe('ended');
  });

  test('a reload whose stop arrived in time, which costs one look and no more', async () => {
    const before = laptop.player();
    await before.start('film');
    before.leave();
    const after = laptop.player();
    await after.start('film');
    expect(after.session).toBe(laptop.sent[0]?.body.session);
    await clock.pass(RENEW_MS);
    expect(laptop.of('renewstream')).toHaveLength(1);
  });

  test('a reload of long ago without a look: no stop is on its way any more', async () => {
    const before = laptop.player();
    await before.start('film');
    before.leave();
    await clock.pass(61_000);
    await laptop.player().start('film');
    await clock.pass(RENEW_MS - 1);
    expect(laptop.of('renewstream')).toEqual([]);
  });

  test('a crash without a look: nobody has sent a stop', async () => {
    const before = laptop.player();
    await before.start('film');
    before.abandon();
    await laptop.player().start('film');
    await clock.pass(RENEW_MS - 1);
    expect(laptop.of('renewstream')).toEqual([]);
  });

  test('the page, also with the integrator’s session, if the stop of that page arrived late', async () => {
    const player = laptop.player({ session: 'handed-over' });
    await player.start('film');
    laptop.delay = 2000;
    player.leave();
    laptop.delay = 0;
    await player.start('film');
    await clock.pass(1000);
    expect(service.leases.size).toBe(0);
    await clock.pass(2000);
    expect([player.state, [...service.leases.keys()]]).toEqual(['playing', ['handed-over']]);
  });

  test('the page, but only the latest eight are remembered', async () => {
    for (let crash = 0; crash < 10; crash++) await laptop.player().start('film');
    expect(JSON.parse(laptop.kept.get('streamgate:001') ?? '')).toHaveLength(8);
  });

  test('nothing, once the service has its stop', async () => {
    const player = laptop.player();
    await player.start('film');
    const { session } = player;
    await player.stop();
    await player.start('film');
    expect(player.session).not.toBe(session);
    expect(service.leases.size).toBe(1);
  });
});
