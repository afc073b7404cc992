import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Cinema, LEASE_MS, openCinema, RENEW_MS } from '../../support/cinema.ts';
import { until } from '../../support/until.ts';

let cinema: Cinema;
let user: string;

beforeAll(async () => {
  cinema = await openCinema();
});
afterAll(() => cinema?.close());
beforeEach(async () => {
  user = await cinema.newUser();
});

/** Plays a plain file, which is loaded whole: what fails is the service and nothing else. */
const watch = async (whenUnreachable: 'play' | 'stop') => {
  const screen = await cinema.open(user, { whenUnreachable, library: 'hls.js' });
  await screen.play();
  return screen;
};

describe('a network that is gone for longer than a lease', () => {
  test('plays on if the integrator chose that, and has the same session afterwards', async () => {
    const screen = await watch('play');
    const session = await screen.session();
    await screen.page.route(`${cinema.serviceUrl}/**`, (route) => route.abort());
    await screen.untilState('uncertain', 2 * RENEW_MS);
    await screen.untilState('unreachable', LEASE_MS + 2000);
    await screen.untilMoves();
    await screen.page.unroute(`${cinema.serviceUrl}/**`);
    await screen.untilState('playing', 20_000);
    expect(await cinema.sessions(user)).toEqual([session]);
    await screen.page.close();
  });

  test('stops when the lease ends if the integrator chose that, and continues when the network is back', async () => {
    const screen = await watch('stop');
    await screen.page.route(`${cinema.serviceUrl}/**`, (route) => route.abort());
    await screen.untilState('uncertain', 2 * RENEW_MS);
    expect(await screen.paused()).toBe(false);
    await screen.untilState('unreachable', LEASE_MS + 2000);
    expect(await screen.paused()).toBe(true);
    await screen.page.unroute(`${cinema.serviceUrl}/**`);
    // As the browser says when there is a network again: it does not wait for the next attempt.
    await screen.look(`dispatchEvent(new Event('online'))`);
    await screen.untilState('playing', 2000);
    await screen.untilMoves();
    await screen.page.close();
  });

  test('that was gone before the viewer pressed play: the same choice applies', async () => {
    for (const whenUnreachable of ['play', 'stop'] as const) {
      const screen = await cinema.open(user, { whenUnreachable });
      await screen.page.route(`${cinema.serviceUrl}/**`, (route) => route.abort());
      await screen.press();
      await screen.untilState('unreachable');
      expect(await screen.paused()).toBe(whenUnreachable === 'stop');
      await screen.page.unroute(`${cinema.serviceUrl}/**`);
      await screen.untilState('playing');
      await screen.untilMoves();
      await screen.page.close();
    }
  });
});

test('a service that was killed and came back, and tokens that expired meanwhile, cost the viewer nothing', async () => {
  cinema.setTokenSeconds(RENEW_MS / 1000);
  const screen = await watch('play');
  const session = await screen.session();
  await cinema.killService();
  await screen.untilState('uncertain', 2 * RENEW_MS);
  cinema.setTokenSeconds(3600);
  await cinema.startService();
  await screen.untilState('playing', 30_000);
  await screen.untilMoves();
  expect(await cinema.sessions(user)).toEqual([session]);
  await screen.page.close();
});

describe('a token', () => {
  test('that expired in the middle is replaced, once, and the picture does not stop', async () => {
    cinema.setTokenSeconds(RENEW_MS / 1000 - 2);
    const screen = await watch('stop');
    const brought = cinema.tokensBrought();
    cinema.setTokenSeconds(3600);
    await until(
      () => screen.events('lease'),
      (leases) => leases.length >= 3,
      3 * RENEW_MS,
    );
    expect(cinema.tokensBrought()).toBe(brought + 1);
    expect(await screen.paused()).toBe(false);
    await screen.page.close();
  });

  test('that is always refused is reported to the developer, and the picture stops', async () => {
    cinema.setTokenSeconds(-60);
    const screen = await cinema.open(user);
    await screen.press();
    await screen.untilState('failed');
    expect((await screen.events('failed'))[0]?.detail).toMatchObject({ status: 401, code: 'unauthorized' });
    await until(screen.paused, (paused) => paused);
    cinema.setTokenSeconds(3600);
    await screen.page.close();
  });
});
