import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Cinema, LEASE_MS, openCinema, RENEW_MS, screenOf } from '../../support/cinema.ts';
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

const sessions = () => cinema.sessions(user);
const untilFree = () => until(sessions, (all) => all.length === 0, 3000);

test('a page that is closed frees its slot, with its token', async () => {
  const screen = await cinema.open(user);
  await screen.play();
  await screen.page.close({ runBeforeUnload: true });
  await untilFree();
});

test('a page that is left, and comes back from the back-forward cache, starts again with the same session', async () => {
  const screen = await cinema.open(user);
  await screen.play();
  const [session] = await sessions();
  await screen.page.goto(`${cinema.url}/watch.html?attached=no`);
  await untilFree();
  await screen.page.goBack({ waitUntil: 'commit' });
  await screen.untilState('playing');
  // A page that was loaded anew would not remember them.
  const states = (await screen.events('statechange')).map(({ detail }) => detail.state);
  expect(states).toEqual(['asking', 'playing', 'stopped', 'asking', 'playing']);
  await screen.untilMoves();
  expect(await sessions()).toEqual([session]);
  await screen.page.close();
});

describe('is never a second stream:', () => {
  test('a reload', async () => {
    const screen = await cinema.open(user);
    await screen.play();
    const [session] = await sessions();
    await screen.page.reload();
    const again = await screenOf(screen.page);
    await again.play();
    expect(await sessions()).toEqual([session]);
    await again.page.waitForTimeout(2 * RENEW_MS);
    expect(await again.state()).toBe('playing');
    expect(await sessions()).toEqual([session]);
    await again.page.close();
  });

  test('a reload whose stop arrives after the next start', async () => {
    const screen = await cinema.open(user);
    await screen.play();
    const [session = ''] = await sessions();
    await screen.page.reload();
    const again = await screenOf(screen.page);
    await again.play();
    // As the stop of the page before does, when it was on its way for longer.
    await cinema.post('/stopstream', { id: user, session });
    await until(sessions, (all) => all.includes(session), RENEW_MS + 2000);
    expect(await again.state()).toBe('playing');
    expect(await again.paused()).toBe(false);
    await again.page.close();
  });

  test('a renderer that was killed, although the other slots are taken and the clock was set meanwhile', async () => {
    for (const other of ['tv', 'phone'])
      await cinema.post('/requeststream', { id: user, stream: 'news', session: other });
    const screen = await cinema.open(user);
    await screen.play();
    const session = await screen.session();
    const crashed = new Promise((resolve) => screen.page.once('crash', resolve));
    const devTools = await cinema.context.newCDPSession(screen.page);
    devTools.send('Page.crash').catch(() => {});
    await crashed;
    await screen.page.close();

    const page = await cinema.context.newPage();
    await page.addInitScript('const real = Date.now; Date.now = () => real() - 5 * 3600_000;');
    await page.goto(screen.page.url());
    const again = await screenOf(page);
    await again.play();
    expect(await again.session()).toBe(session);
    expect(await again.events('denied')).toEqual([]);
    expect((await sessions()).sort()).toEqual(['phone', session, 'tv'].sort());
    await page.close();
  });
});

test('a duplicated tab and a second window get sessions of their own, and leave the first one alone', async () => {
  const first = await cinema.open(user);
  await first.play();
  const second = await cinema.open(user);
  await second.play();
  expect(await second.session()).not.toBe(await first.session());
  expect(await sessions()).toHaveLength(2);
  await second.page.waitForTimeout(LEASE_MS);
  expect([await first.state(), await second.state()]).toEqual(['playing', 'playing']);
  expect(await sessions()).toHaveLength(2);
  await first.page.close();
  await second.page.close();
});

test('a session that is handed over continues elsewhere, and is held throughout', async () => {
  const phone = await cinema.open(user, { device: 'Phone' });
  await phone.play();
  const handed = await phone.look<{ session: string }>('watch.player.handOver()');
  expect(await phone.paused()).toBe(true);
  expect(await sessions()).toEqual([handed.session]);
  const television = await cinema.open(user, { device: 'Television', session: handed.session });
  await television.play();
  await television.page.waitForTimeout(LEASE_MS);
  expect(await television.state()).toBe('playing');
  expect(await phone.state()).toBe('stopped');
  expect(await sessions()).toEqual([handed.session]);
  await phone.page.close();
  await television.page.close();
});

test('a long pause frees the slot, and play starts again', async () => {
  const screen = await cinema.open(user, { releaseAfterPause: 2 });
  await screen.play();
  await screen.look('watch.video.pause()');
  expect(await sessions()).toHaveLength(1);
  await screen.untilState('stopped');
  await untilFree();
  await screen.press();
  await screen.untilState('playing');
  await screen.untilMoves();
  expect(await sessions()).toHaveLength(1);
  await screen.page.close();
});

test('an element that its library unloads frees the slot, as after a pause', async () => {
  const screen = await cinema.open(user, { releaseAfterPause: 2 });
  await screen.play();
  await screen.look(`{ watch.video.removeAttribute('src'); watch.video.load(); }`);
  await screen.untilState('stopped');
  await untilFree();
  await screen.page.close();
});
