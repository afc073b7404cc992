import { beforeEach, expect, test } from '@jest/globals';
import type { Fault, Token } from '../../player/src/types.ts';
import { FakeClock } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService, RENEW_AFTER_SECONDS } from './support/service.ts';

const RENEW_MS = RENEW_AFTER_SECONDS * 1000;

let clock: FakeClock;
let laptop: Device;
/** What the service takes. */
let good: string;
/** What the source was asked. */
let asked: boolean[];

beforeEach(() => {
  clock = new FakeClock();
  laptop = new Device(clock, new FakeService(clock));
  good = 'one';
  asked = [];
  laptop.fate = ({ authorization }) =>
    authorization === `Bearer ${good}` ? 'served' : { status: 401, body: { message: 'Unauthorized' } };
});

const source =
  (bring: () => Token | Promise<Token>) =>
  ({ refused }: { refused: boolean }) => {
    asked.push(refused);
    return bring();
  };

test('a token is asked for once, and sent with each request', async () => {
  const player = laptop.player({ token: source(() => 'one') });
  await player.start('film');
  await clock.pass(5 * RENEW_MS);
  await player.stop();
  expect(asked).toEqual([false]);
  expect(laptop.sent.every(({ status }) => status === 200)).toBe(true);
});

test('one that was refused is replaced by a fresh one, and the request sent again at once', async () => {
  const player = laptop.player({ token: source(() => good) });
  await player.start('film');
  good = 'two';
  await clock.pass(RENEW_MS);
  expect(asked).toEqual([false, true]);
  expect(player.state).toBe('playing');
});

test('when a fresh one does not help either, it says so to the developer, and asks no more', async () => {
  const player = laptop.player({ token: source(() => 'wrong') });
  const failed: Fault[] = [];
  player.addEventListener('failed', ({ detail }) => failed.push(detail));
  expect(await player.start('film')).toBe('failed');
  expect(failed).toEqual([expect.objectContaining({ status: 401, code: 'unauthorized' })]);
  await clock.pass(1_000_000);
  expect(laptop.sent).toHaveLength(2);
});

test('one that tells how long it is good is replaced before it expires, so that the stop of a closed page has a good one', async () => {
  const player = laptop.player({ token: source(() => ({ token: 'one', expiresIn: 100 })) });
  await player.start('film');
  await clock.pass(RENEW_MS);
  expect(asked).toEqual([false, false]);
  player.leave();
  expect(laptop.sent.at(-1)).toMatchObject({ endpoint: 'stopstream', keepalive: true, authorization: 'Bearer one' });
});

test.each([null, undefined, ''])(
  'a source that brings %p means that nobody is logged in, and ends it',
  async (nothing) => {
    const player = laptop.player({ token: source(() => nothing) });
    expect(await player.start('film')).toBe('failed');
    expect(laptop.sent.map(({ authorization }) => authorization)).toEqual([undefined, undefined]);
    expect(asked).toEqual([false, true]);
  },
);

test('a token of which nothing is told is not taken for as short-lived as the one before', async () => {
  const tokens: Token[] = [{ token: 'one', expiresIn: 60 }, 'one'];
  const player = laptop.player({ token: source(() => tokens.shift()) });
  await player.start('film');
  await clock.pass(4 * RENEW_MS);
  expect(asked).toEqual([false, false]);
  expect(player.state).toBe('playing');
});

test('a source that never answers is no answer, and what it brings too late is not used to ask', async () => {
  const late: (() => void)[] = [];
  const bring = () => new Promise<Token>((resolve) => late.push(() => resolve('one')));
  const player = laptop.player({ token: source(bring) });
  player.start('film');
  await clock.pass(8000);
  expect(player.state).toBe('unreachable');
  player.stop();
  await clock.pass(60_000);
  for (const settle of late) settle();
  await clock.pass(60_000);
  expect(laptop.of('requeststream').filter(({ status }) => status === 200)).toEqual([]);
});

test('a source that fails is no answer: it is asked again', async () => {
  let fails = true;
  const bring = async () => {
    if (fails) throw new Error('The log-in is down.');
    return 'one';
  };
  const player = laptop.player({ token: source(bring) });
  expect(await player.start('film')).toBe('unreachable');
  fails = false;
  await clock.pass(2000);
  expect(player.state).toBe('playing');
});
