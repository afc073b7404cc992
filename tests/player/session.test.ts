import { beforeEach, expect, test } from '@jest/globals';
import { createMachine } from '../../player/src/machine.ts';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
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

test('a duplicated tab gets a session of its own, and the first one keeps playing', async () => {
  const [first, second] = [laptop.player(), laptop.player()];
  await first.start('film');
  await second.start('film');
  expect(second.session).not.toBe(first.session);
  await clock.pass(2 * RENEW_MS);
  expect([first.state, second.state]).toEqual(['playing', 'playing']);
  expect(service.leases.size).toBe(2);
});

test.each(['nonsense', '{}', 'null', '[null]', '[{},{"session":7},{"session":"a b"}]'])(
  'what somebody else has written where sessions are kept is no session: %s',
  async (text) => {
    laptop.kept.set('streamgate:001', text);
    const player = laptop.player();
    await player.start('film');
    expect(player.session).toBe('session-1');
    player.leave();
    expect(JSON.parse(laptop.kept.get('streamgate:001') ?? '')).toEqual([
      expect.objectContaining({ session: 'session-1' }),
    ]);
  },
);

test('without storage, or if it throws, only the session’s survival of a crash is lost', async () => {
  const refuse = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError');
  };
  for (const storage of [undefined, { getItem: refuse, setItem: refuse }]) {
    const player = createMachine({ url: 'https://service', user: '001' }, { ...laptop.world(), storage });
    expect(await player.start('film')).toBe('playing');
    await player.stop();
    expect(service.leases.size).toBe(0);
  }
});

test('each user of a device has a session of their own', async () => {
  const one = laptop.player({ user: '001' });
  await one.start('film');
  one.abandon();
  const two = laptop.player({ user: '002' });
  await two.start('film');
  expect(two.session).not.toBe(one.session);
  expect([...laptop.kept.keys()]).toEqual(['streamgate:001', 'streamgate:002']);
});

test('a start that is admitted after the viewer stopped is stopped again, although the first stop overtook it', async () => {
  laptop.delay = 1000;
  const player = laptop.player();
  player.start('film');
  await clock.pass(0);
  laptop.delay = 0;
  player.stop();
  await clock.pass(500);
  expect(service.leases.size).toBe(1);
  await clock.pass(500);
  expect(service.leases.size).toBe(0);
  expect(player.state).toBe('stopped');
});

test('a start waits for the earlier requests', async () => {
  laptop.delay = 1000;
  const player = laptop.player();
  player.start('film');
  await clock.pass(0);
  player.stop();
  player.start('news');
  await clock.pass(900);
  expect(laptop.of('requeststream')).toHaveLength(1);
  await clock.pass(5000);
  expect(player.state).toBe('playing');
  expect(player.lease?.stream).toBe('news');

  player.stop();
  player.start('film');
  await clock.pass(900);
  expect(laptop.of('requeststream')).toHaveLength(2);
  await clock.pass(5000);
  expect(player.state).toBe('playing');
  expect(service.leases.size).toBe(1);
});

test('a stop that gets no answer is sent again; a start in between keeps the slot', async () => {
  const player = laptop.player();
  await player.start('film');
  laptop.fate = () => 'lost';
  const stopped = player.stop();
  await clock.pass(500);
  laptop.fate = () => 'served';
  await clock.pass(2000);
  await stopped;
  expect(service.leases.size).toBe(0);

  await player.start('film');
  laptop.fate = ({ endpoint }) => (endpoint === 'stopstream' ? 'answer-lost' : 'served');
  player.stop();
  await player.start('film');
  await clock.pass(LEASE_MS);
  expect(player.state).toBe('playing');
  expect(service.leases.size).toBe(1);
});

test('a stop that never gets an answer is sent three times, and leaves the session to the next player', async () => {
  const player = laptop.player();
  await player.start('film');
  const { session } = player;
  laptop.fate = () => 'lost';
  const stopped = player.stop();
  await clock.pass(60_000);
  await stopped;
  expect(laptop.of('stopstream')).toHaveLength(3);
  laptop.fate = () => 'served';
  await player.start('film');
  expect(player.session).toBe(session);
});

test('a stop that arrives after the next start of the same page is repaired', async () => {
  const player = laptop.player();
  await player.start('film');
  laptop.fate = ({ endpoint }) => (endpoint === 'stopstream' ? 'hung' : 'served');
  player.stop();
  const started = player.start('film');
  await clock.pass(8000);
  expect(await started).toBe('playing');
  service.leases.clear();
  await clock.pass(3000);
  expect([player.state, service.leases.size]).toEqual(['playing', 1]);
});

test('a stop before anything was sent sends nothing, and leaves the session to the next player', async () => {
  const player = laptop.player();
  player.start('film');
  // It has begun to look for a session, and has none yet.
  await null;
  player.stop();
  await clock.pass(1000);
  expect(laptop.sent).toEqual([]);
  expect(laptop.locks.size).toBe(0);
});

test('a session that was handed over is held throughout, by one player at a time', async () => {
  const phone = laptop.player({ device: 'Phone' });
  await phone.start('film');
  await clock.pass(50_000);
  const { session, stream } = await phone.handOver();
  expect(phone.state).toBe('stopped');
  expect(service.leases.size).toBe(1);
  const television = new Device(clock, service);
  const receiver = television.player({ session, device: 'Television' });
  await clock.pass(LEASE_MS - 1000);
  expect(await receiver.start(stream)).toBe('playing');
  expect([...service.leases.keys()]).toEqual([session]);
  await clock.pass(LEASE_MS);
  expect(laptop.of('renewstream')).toHaveLength(1);
  expect([...laptop.kept.values()]).toEqual(['[]']);
  await expect(phone.handOver()).rejects.toThrow('There is no lease to hand over: the player is stopped.');
});

test('a change of channel is a renewal: the slot stays', async () => {
  const player = laptop.player();
  await player.start('news');
  expect(await player.start('film')).toBe('playing');
  expect(player.lease?.stream).toBe('film');
  expect(laptop.of('requeststream')).toHaveLength(1);
  expect(service.leases.size).toBe(1);
});
