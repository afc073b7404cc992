import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Cinema, openCinema, RENEW_MS } from '../../support/cinema.ts';
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
afterEach(async () => {
  for (const page of cinema.context.pages().slice(1)) await page.close();
});

const sessions = () => cinema.sessions(user);
const takeAllSlots = async () => {
  for (const session of ['tv', 'phone', 'tablet'])
    await cinema.post('/requeststream', { id: user, stream: 'news', session });
};
/** The paths of all requests of a page to the service, as they are sent. */
const requestsOf = (page: Page): string[] => {
  const paths: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') paths.push(new URL(request.url()).pathname);
  });
  return paths;
};

describe('HLS that is refused from the fourth segment on', () => {
  const refuseSegments = (page: Page) =>
    page.route(/\/v\d\/([3-9]|\d\d)\.m4s$/, (route) => route.fulfill({ status: 403, body: 'Forbidden' }));

  test('frees its slot while the element still claims to play; pressing play starts again', async () => {
    const screen = await cinema.open(user, { library: 'hls.js', releaseAfterStall: 4 });
    await refuseSegments(screen.page);
    await screen.play();
    await screen.untilState('stopped', 30_000);
    expect(await screen.paused()).toBe(false);
    expect((await screen.events('released')).map(({ detail }) => detail.reason)).toEqual(['stalled']);
    await until(sessions, (all) => all.length === 0);
    await screen.page.unroute(/\/v\d\/([3-9]|\d\d)\.m4s$/);
    // As the viewer does: pauses, and presses play. The library is told to load on, as the README has it.
    await screen.look('watch.video.pause()');
    await screen.look('watch.loaded.hls.startLoad()');
    await screen.press();
    await screen.untilState('playing');
    await screen.untilMoves();
    expect(await sessions()).toHaveLength(1);
  });

  test('that recovers starts again as soon as the picture moves', async () => {
    const screen = await cinema.open(user, { library: 'hls.js', releaseAfterStall: 4 });
    await refuseSegments(screen.page);
    await screen.play();
    await screen.untilState('stopped', 30_000);
    await screen.page.unroute(/\/v\d\/([3-9]|\d\d)\.m4s$/);
    await screen.look('watch.loaded.hls.startLoad()');
    await screen.untilState('playing');
    await screen.untilMoves();
    expect(await sessions()).toHaveLength(1);
  });
});

test('a file that can no longer be decoded frees its slot', async () => {
  const screen = await cinema.open(user);
  await screen.play();
  await screen.look(`void (watch.video.src = 'data:video/mp4,nonsense', watch.video.play().catch(() => {}))`);
  await screen.untilState('stopped', 20_000);
  await until(sessions, (all) => all.length === 0);
  expect((await screen.events('released')).map(({ detail }) => detail.reason)).toEqual(['error']);
});

test('a page that calls play() after a denial sends few starts, and shows no frame', async () => {
  await takeAllSlots();
  const screen = await cinema.open(user);
  const requests = requestsOf(screen.page);
  await screen.press();
  await screen.untilState('denied');
  await until(screen.paused, (paused) => paused);
  const from = await screen.position();
  await screen.look(`void setInterval(() => watch.video.paused && watch.video.play().catch(() => {}), 10)`);
  await screen.page.waitForTimeout(6000);
  expect(await screen.position()).toBe(from);
  // The first one, one at once, and those after 1, 2 and 4 seconds, each less up to half.
  expect(requests.length).toBeLessThanOrEqual(6);
  await cinema.post('/stopstream', { id: user, session: 'tv' });
  await screen.untilState('playing', 20_000);
  await screen.untilMoves();
});

test.each([401, 403, 404, 409, 410])('a %i of a firewall ends no lease that lasts', async (status) => {
  const screen = await cinema.open(user);
  await screen.play();
  const session = await screen.session();
  await screen.page.route(`${cinema.serviceUrl}/**`, (route) =>
    route.fulfill({
      status,
      contentType: 'text/html',
      headers: { 'access-control-allow-origin': '*' },
      body: '<h1>Request blocked</h1>',
    }),
  );
  await screen.untilState('uncertain', 2 * RENEW_MS);
  expect((await screen.events('unanswered'))[0]?.detail).toMatchObject({ status });
  await screen.untilMoves();
  await screen.page.unroute(`${cinema.serviceUrl}/**`);
  await screen.untilState('playing', 20_000);
  expect(await sessions()).toEqual([session]);
});

test('a platform whose locks never answer does not block a start', async () => {
  const page = await cinema.context.newPage();
  await page.addInitScript('navigator.locks.request = () => new Promise(() => {});');
  await page.goto(`${cinema.url}/watch.html?${new URLSearchParams({ user, service: cinema.serviceUrl })}`);
  await page.click('#play');
  await until(sessions, (all) => all.length === 1, 5000);
});
