import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Cinema, LEASE_MS, openCinema, RENEW_MS } from '../../support/cinema.ts';
import { until } from '../../support/until.ts';

/** A hidden tab's timers run once a minute; with leases this short, a minute is as long in proportion. */
const MINUTE_MS = RENEW_MS;

/** Timers that run only on the minute, as those of a tab that was hidden for five. */
const THROTTLED = `{
  const real = window.setTimeout;
  window.setTimeout = (run, ms = 0, ...more) => {
    const due = performance.now() + ms;
    return real(run, Math.ceil(due / ${MINUTE_MS}) * ${MINUTE_MS} - performance.now(), ...more);
  };
  Object.defineProperty(document, 'hidden', { get: () => true });
  Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
}`;

let cinema: Cinema;
let user: string;

beforeAll(async () => {
  cinema = await openCinema();
});
afterAll(() => cinema?.close());
beforeEach(async () => {
  user = await cinema.newUser();
});

test('a hidden tab whose timers hardly run keeps its lease', async () => {
  await cinema.context.addInitScript(`if (location.search.includes('throttled')) ${THROTTLED}`);
  const screen = await cinema.open(user, { attached: 'no', device: 'throttled' });
  await screen.look(`watch.player.start('film')`);
  const [session] = await cinema.sessions(user);
  const end = Date.now() + 3 * LEASE_MS;
  await until(
    () => cinema.sessions(user),
    (all) => {
      expect(all).toEqual([session]);
      return Date.now() > end;
    },
    4 * LEASE_MS,
  );
  expect((await screen.events('statechange')).map(({ detail }) => detail.state)).toEqual(['asking', 'playing']);
  await screen.page.close();
});

test('a device that slept renews as soon as it wakes, before its timer fires', async () => {
  const screen = await cinema.open(user, { attached: 'no' });
  await screen.look(`watch.player.start('film')`);
  // The clock that stands still while a device sleeps has fallen behind the one on the wall.
  await screen.look('{ const real = Date.now; Date.now = () => real() + 3600_000; }');
  const [renewal] = await Promise.all([
    screen.page.waitForRequest(/renewstream/, { timeout: 1000 }),
    screen.look(`document.dispatchEvent(new Event('visibilitychange'))`),
  ]);
  expect(renewal.method()).toBe('POST');
  await screen.page.close();
});

test('a page that was frozen for longer than a lease continues with its own lease', async () => {
  const screen = await cinema.open(user, { attached: 'no', whenUnreachable: 'stop' });
  await screen.look(`watch.player.start('film')`);
  const [session] = await cinema.sessions(user);
  const devTools = await cinema.context.newCDPSession(screen.page);
  // Its next script stands still, as all of a frozen page does.
  await devTools.send('Debugger.enable');
  await devTools.send('Debugger.pause');
  await until(
    () => cinema.sessions(user),
    (all) => all.length === 0,
    2 * LEASE_MS,
  );
  await devTools.send('Debugger.resume');
  await until(
    () => cinema.sessions(user),
    (all) => all.includes(session ?? ''),
    2000,
  );
  expect((await screen.events('statechange')).map(({ detail }) => detail.state)).toEqual(['asking', 'playing']);
  await screen.page.close();
});

test.each([-5, 7])('a clock that is off by %i hours has no effect', async (hours) => {
  await cinema.context.addInitScript(
    `if (location.search.includes('off%3D${hours}')) {
      const real = Date.now;
      Date.now = () => real() + ${hours} * 3600_000;
    }`,
  );
  const screen = await cinema.open(user, { device: `off=${hours}` });
  await screen.play();
  const left = await screen.look<number>('watch.player.timeLeft');
  expect(left).toBeGreaterThan(LEASE_MS - 3000);
  expect(left).toBeLessThanOrEqual(LEASE_MS + 1000);
  await screen.page.waitForTimeout(1.5 * LEASE_MS);
  const states = (await screen.events('statechange')).map(({ detail }) => detail.state);
  expect(states).toEqual(['asking', 'playing']);
  expect((await screen.events('lease')).length).toBeLessThanOrEqual(6);
  expect(await cinema.sessions(user)).toHaveLength(1);
  await screen.page.close();
});
