import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Screen } from '../support/cinema.ts';
import { LEASE_SECONDS, openPassCinema, type PassCinema, type PassWatching } from '../support/pass-cinema.ts';
import { until } from '../support/until.ts';

const LIBRARIES = ['hls.js', 'shaka', 'video.js'];
const RENEWALS = 50;
/** What a busy machine may hold a picture up for. A pass that is not changed for the next one stops it for good. */
const STALL_MS = 5000;
/** What a live picture has in its buffer, in seconds: three segments of two. */
const BUFFER_SECONDS = 8;

let cinema: PassCinema;

beforeAll(async () => {
  cinema = await openPassCinema();
});
afterAll(() => cinema?.close());
afterEach(async () => {
  for (const page of cinema.context.pages().slice(1)) await page.close();
});

/** What the edge said to a page, by the millisecond: statuses of its requests for media. */
function watchEdge(screen: Screen) {
  const answers: { readonly at: number; readonly status: number }[] = [];
  screen.page.on('response', (response) => {
    if (response.url().includes('/media/')) answers.push({ at: Date.now(), status: response.status() });
  });
  return answers;
}

/** Two viewers with a screen for each library: one watches live, the other a film on pages with a wrong clock. */
async function openAll(): Promise<Screen[]> {
  const [live, film] = [await cinema.newUser(), await cinema.newUser()];
  const open = (user: string, more: Pick<PassWatching, 'kind' | 'wrongByHours'>) =>
    LIBRARIES.map((library) => cinema.open(user, { library, stream: 'film', ...more }));
  return Promise.all([...open(live, { kind: 'live' }), ...open(film, { kind: 'vod', wrongByHours: -5 })]);
}

/** Answers 401 to the next segment that a page asks for. @returns what it asks for then, and next */
async function refuseOnce({ page }: Screen): Promise<string[]> {
  const asked: string[] = [];
  await page.route('**/*.m4s*', async (route) => {
    asked.push(new URL(route.request().url()).pathname);
    const headers = { 'access-control-allow-origin': '*' };
    if (asked.length === 1) await route.fulfill({ status: 401, headers });
    else await route.continue();
  });
  await until(
    async () => asked.length,
    (count) => count >= 2,
  );
  await page.unroute('**/*.m4s*');
  return asked;
}

/** Plays without a slot to lose: it keeps the last pass that its player had. */
async function openCheat(user: string, watching: Pick<PassWatching, 'library' | 'stream'>) {
  const screen = await cinema.open(user, { ...watching, passes: 'kept' });
  await screen.look(`void watch.player.start('${watching.stream}')`);
  // A library that was still loading has paused the picture again.
  await until(
    async () => {
      if (await screen.paused()) await screen.press();
      return screen.look<number>('watch.video.readyState');
    },
    (ready) => ready >= 2,
    30_000,
  );
  await screen.untilMoves();
  return screen;
}

/** For how many seconds the picture goes on, until it has stood for a second and a half. */
async function secondsUntilItStands(screen: Screen, since: number): Promise<number> {
  let position = await screen.position();
  let movedAt = Date.now();
  while (Date.now() - movedAt < 1500) {
    await screen.page.waitForTimeout(50);
    const now = await screen.position();
    if (now !== position) movedAt = Date.now();
    position = now;
  }
  return (movedAt - since) / 1000;
}

test('live and recorded, with a clock that is hours off, each library plays through fifty renewals, two rotations and a 401', async () => {
  const screens = await openAll();
  const answers = screens.map(watchEdge);
  for (const screen of screens) await screen.play();
  const counts = () => Promise.all(screens.map(async (screen) => (await screen.events('lease')).length));
  for (const share of [1 / 3, 2 / 3, 1]) {
    await until(counts, (all) => Math.min(...all) > RENEWALS * share, 60_000);
    if (share < 1) cinema.rotate();
  }
  expect(answers.flat().filter(({ status }) => status !== 200)).toEqual([]);
  const tries = await Promise.all(screens.slice(0, LIBRARIES.length).map(refuseOnce));
  for (const [first, second] of tries) expect(second).toBe(first);
  const stands = await Promise.all(screens.map((screen) => screen.look<number>('watch.longestStand')));
  console.log(`The longest stands, in ms: ${stands.map(Math.round).join(', ')}.`);
  expect(Math.max(...stands)).toBeLessThan(STALL_MS);
}, 120_000);

test('with a clock that is hours ahead, each library plays on when its first pass has expired', async () => {
  const user = await cinema.newUser();
  const screens = await Promise.all(
    LIBRARIES.map((library) => cinema.open(user, { library, stream: 'film', kind: 'vod', wrongByHours: 5 })),
  );
  const answers = screens.map(watchEdge);
  for (const screen of screens) await screen.play();
  await screens[0]?.page.waitForTimeout((LEASE_SECONDS + 2) * 1000);
  for (const screen of screens) await screen.untilMoves();
  expect(answers.flat().filter(({ status }) => status !== 200)).toEqual([]);
  const late = answers.map((given) => given.filter(({ at }) => at - (given[0]?.at ?? at) > LEASE_SECONDS * 1000));
  expect(late.every((given) => given.length > 0)).toBe(true);
  const stands = await Promise.all(screens.map((screen) => screen.look<number>('watch.longestStand')));
  expect(Math.max(...stands)).toBeLessThan(STALL_MS);
}, 60_000);

test('a page that never starts, or was denied, shows no frame, and plays after a take-over', async () => {
  const user = await cinema.newUser();
  const others = ['tv', 'phone', 'tablet'];
  for (const session of others) await cinema.post('/requeststream', { id: user, stream: 'news', session });
  const watching = setInterval(() => {
    for (const session of others) cinema.post('/renewstream', { id: user, session });
  }, 1000);
  const cheats = await Promise.all(
    LIBRARIES.map((library) => cinema.open(user, { library, stream: 'film', passes: 'none' })),
  );
  const denied = await Promise.all(LIBRARIES.map((library) => cinema.open(user, { library, stream: 'film' })));
  const refusals = cheats.map(watchEdge);
  const asked = denied.map(watchEdge);
  for (const screen of [...cheats, ...denied]) await screen.press();
  for (const screen of denied) await screen.untilState('denied');
  await denied[0]?.page.waitForTimeout(2000);
  for (const screen of [...cheats, ...denied]) {
    expect(await screen.look('[watch.firstFrame, watch.video.currentTime]')).toEqual([undefined, 0]);
  }
  for (const answers of refusals) expect(new Set(answers.map(({ status }) => status))).not.toContain(200);
  expect(asked.flat()).toEqual([]);
  clearInterval(watching);
  for (const [index, session] of others.entries()) {
    const screen = denied[index];
    await screen?.look(`void watch.player.takeOver('${session}')`);
    await screen?.untilMoves();
  }
});

test('a client that ignores a take-over, a revoke, a block or a removal stops when its pass ends', async () => {
  const ends: Record<string, (user: string, session: string) => Promise<unknown>> = {
    'take-over': (id, session) =>
      cinema.post('/requeststream', { id, stream: 'x', session: 'other', replace: [session] }),
    revoke: (id) => cinema.post('/revokestreams', { id }),
    block: (id) => cinema.post('/revokestreams', { id, blockSeconds: 60 }),
    removal: (id) => cinema.post('/removeuser', { id }),
  };
  const seconds = await Promise.all(
    Object.entries(ends).map(async ([name, end], index) => {
      const user = await cinema.newUser();
      const screen = await openCheat(user, { library: LIBRARIES[index % 3] ?? '', stream: 'film' });
      if (name === 'take-over') {
        for (const other of ['tv', 'phone'])
          await cinema.post('/requeststream', { id: user, stream: 'x', session: other });
      }
      const answers = watchEdge(screen);
      await end(user, (await screen.session()) ?? '');
      const since = Date.now();
      const stood = await secondsUntilItStands(screen, since);
      const opened = answers.filter(({ status }) => status === 200).map(({ at }) => (at - since) / 1000);
      expect(answers.some(({ status }) => status === 401)).toBe(true);
      return { name, fetched: Math.max(0, ...opened), stood };
    }),
  );
  for (const { name, fetched, stood } of seconds) {
    console.log(`After a ${name}, media for ${fetched.toFixed(1)} s more, and a picture for ${stood.toFixed(1)} s.`);
    expect(fetched).toBeLessThan(LEASE_SECONDS + 1);
    expect(stood).toBeLessThan(LEASE_SECONDS + BUFFER_SECONDS);
  }
});
