import { beforeEach, describe, expect, test } from '@jest/globals';
import { FakeClock } from './support/clock.ts';
import { Device, type Fate } from './support/device.ts';
import { FakeService } from './support/service.ts';

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

describe('Retry-After', () => {
  const NOW = 'Tue, 24 Nov 2026 20:00:00 GMT';
  test.each([
    ['in seconds', '20', 20_500],
    ['as a date', 'Tue, 24 Nov 2026 20:00:20 GMT', 20_500],
    ['that is over', '-5', 500],
    ['as a date that is over', 'Tue, 24 Nov 2026 19:00:00 GMT', 500],
    ['that is nonsense', 'soon', 500],
    ['of a year', '31536000', 300_500],
  ])('%s', async (_, value, wait) => {
    const player = laptop.player();
    laptop.random = () => 0.999_999;
    answer({ status: 503, body: {}, headers: { 'retry-after': value, date: NOW } });
    await player.start('film');
    await clock.pass(wait - 1);
    expect(laptop.sent).toHaveLength(1);
    await clock.pass(2);
    expect(laptop.sent).toHaveLength(2);
  });
});

test('a denial without its streams is a denial, and has none', async () => {
  const player = laptop.player();
  const denied: unknown[] = [];
  player.addEventListener('denied', ({ detail }) => denied.push(detail));
  answer({ status: 409, body: { code: 'stream-limit-reached' } });
  expect(await player.start('film')).toBe('denied');
  expect(denied).toEqual([{ code: 'stream-limit-reached', reason: 'stream-limit-reached', streams: [] }]);
});

test('a request that hangs is aborted after eight seconds', async () => {
  const player = laptop.player();
  answer('hung');
  player.start('film');
  await clock.pass(7999);
  expect(laptop.sent.map(({ status }) => status)).toEqual([undefined]);
  await clock.pass(1);
  expect(laptop.sent.map(({ status }) => status)).toEqual([0]);
});

test('a new start does not wait as long as the last retry of the one before', async () => {
  const player = laptop.player();
  answer('lost');
  await player.start('film');
  await clock.pass(120_000);
  player.stop();
  await clock.pass(120_000);
  const before = laptop.of('requeststream').length;
  await player.start('film');
  await clock.pass(1000);
  expect(laptop.of('requeststream')).toHaveLength(before + 2);
});

test('a lease without its stream is renewed when it is due, and not at once', async () => {
  const player = laptop.player();
  answer({ status: 200, body: { renewAfter: 54 } });
  player.start('film');
  await clock.pass(53_999);
  expect(laptop.sent).toHaveLength(1);
  await clock.pass(1);
  expect(laptop.sent).toHaveLength(2);
});

test('a lease without a readable Date lasts for two renewals', async () => {
  answer({ status: 200, body: { stream: 'film', renewAfter: 54, expiresAt: 'tomorrow' }, headers: { date: 'today' } });
  const player = laptop.player();
  await player.start('film');
  expect(player.timeLeft).toBe(108_000);
});
