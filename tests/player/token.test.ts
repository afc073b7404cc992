import { beforeEach, describe, expect, test } from '@jest/globals';
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

test('the token is requested once, and sent with each request', async () => {
  const player = laptop.player({ token: source(() => 'one') });
  await player.start('film');
  await clock.pass(5 * RENEW_MS);
  await player.stop();
  expect(asked).toEqual([false]);
  expect(laptop.sent.every(({ status }) => status === 200)).toBe(true);
});

test('a refused token is replaced, and the request sent again at once', async () => {
  const player = laptop.player({ token: source(() => good) });
  await player.start('film');
  good = 'two';
  await clock.pass(RENEW_MS);
  expect(asked).toEqual([false, true]);
  expect(player.state).toBe('playing');
});

test('if a new token does not help either, the developer gets a warning, and no more requests are sent', async () => {
  const player = laptop.player({ token: source(() => 'wrong') });
  const failed: Fault[] = [];
  player.addEventListener('failed', ({ detail }) => failed.push(detail));
  expect(await player.start('film')).toBe('failed');
  expect(failed).toEqual([expect.objectContaining({ status: 401, code: 'unauthorized' })]);
  await clock.pass(1_000_000);
  expect(laptop.sent).toHaveLength(2);
});

test('a token with a known lifetime is replaced before it expires, so that the stop of a closed page has a valid one', async () => {
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

test('a token without a lifetime is not assumed to be as short-lived as the one before', async () => {
  const tokens: Token[] = [{ token: 'one', expiresIn: 60 }, 'one'];
  const player = laptop.player({ token: source(() => tokens.shift()) });
  await player.start('film');
  await clock.pass(4 * RENEW_MS);
  expect(asked).toEqual([false, false]);
  expect(player.state).toBe('playing');
});

test('a token source that never answers counts as no answer, and its late token is not used', async () => {
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

test('a token source that fails counts as no answer, and is asked again', async () => {
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

/** A JWT as far as its claims go: times in seconds by the issuer's clock. */
const jwt = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;

describe('if tokens live shorter than the time between renewals,', () => {
  const SERVER_SECONDS = Date.UTC(2026, 10, 24, 20) / 1000;
  const takesAny = () => {
    laptop.fate = () => 'served';
  };

  test('the stop of a closing page has a valid one, by the integrator’s word', async () => {
    takesAny();
    let brought = 0;
    const player = laptop.player({ token: source(() => ({ token: `t${++brought}`, expiresIn: 20 })) });
    await player.start('film');
    await clock.pass(35_000);
    player.leave();
    expect(laptop.of('stopstream')[0]).toMatchObject({ keepalive: true, authorization: 'Bearer t4' });
    expect(clock.timers).toBeLessThanOrEqual(1);
    await clock.pass(100_000);
    expect([brought, clock.timers]).toEqual([4, 0]);
  });

  test('or as the token itself tells, whose remaining life is counted by the service\u2019s clock', async () => {
    takesAny();
    laptop.wrongBy = 5 * 3_600_000;
    const until: number[] = [];
    const bring = () => {
      const now = SERVER_SECONDS + Math.floor(clock.now / 1000);
      until.push(clock.now + 20_000);
      // It was made an hour ago, and has 20 seconds left.
      return jwt({ iat: now - 3580, exp: now + 20, n: until.length });
    };
    const player = laptop.player({ token: source(bring) });
    await player.start('film');
    for (let second = 0; second < 120; second++) {
      await clock.pass(1000);
      expect(clock.now).toBeLessThan(until.at(-1) ?? 0);
    }
    expect(until.length).toBeLessThan(20);
    await player.stop();
    expect(clock.timers).toBe(0);
  });

  test('a source that returns the same token every time is not asked in a loop', async () => {
    takesAny();
    const player = laptop.player({ token: source(() => jwt({ iat: SERVER_SECONDS, exp: SERVER_SECONDS + 60 })) });
    await player.start('film');
    await clock.pass(50_000);
    expect(asked.length).toBeLessThanOrEqual(8);
  });

  test.each(['opaque', 'a.b.c', 'e30.bnVsbA.c2ln', 'e30.e30.c2ln'])(
    'a token that tells nothing is taken to be good: %s',
    async (token) => {
      takesAny();
      const player = laptop.player({ token: source(() => token) });
      await player.start('film');
      await clock.pass(5 * RENEW_MS);
      expect([asked, player.state]).toEqual([[false], 'playing']);
    },
  );

  test('a source that fails meanwhile is asked again, and the picture continues', async () => {
    takesAny();
    let fails = false;
    const bring = async () => {
      if (fails) throw new Error('The log-in is down.');
      return { token: 'one', expiresIn: 40 };
    };
    const player = laptop.player({ token: source(bring) });
    await player.start('film');
    fails = true;
    await clock.pass(30_000);
    fails = false;
    await clock.pass(30_000);
    expect(player.state).toBe('playing');
    expect(asked.length).toBeGreaterThanOrEqual(3);
  });
});
