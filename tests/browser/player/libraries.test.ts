import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Cinema, openCinema, RENEW_MS } from '../../support/cinema.ts';
import { until } from '../../support/until.ts';

const LIBRARIES = ['plain', 'hls.js', 'shaka', 'video.js'];

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

describe.each(LIBRARIES)('%s', (library) => {
  test('plays with one lease through many seeks and a change of quality, and stops it', async () => {
    const screen = await cinema.open(user, { library });
    const requests: string[] = [];
    screen.page.on('request', (request) => {
      if (request.method() === 'POST') requests.push(new URL(request.url()).pathname);
    });
    await screen.play();
    const { session } = await screen.look<{ session: string }>('watch.player.lease');
    for (let i = 0; i < 40; i++) await screen.look(`void (watch.video.currentTime = ${(i * 37) % 110})`);
    await screen.untilMoves();
    const width = await screen.look<number>('watch.video.videoWidth');
    await screen.look('watch.loaded.changeQuality()');
    await screen.untilMoves();
    if (library !== 'plain')
      await until(
        () => screen.look<number>('watch.video.videoWidth'),
        // One is 160 wide, the other 320.
        (now) => now === 480 - width,
      );
    expect(await cinema.sessions(user)).toEqual([session]);
    expect(requests.filter((path) => path === '/requeststream')).toHaveLength(1);
    await until(
      async () => requests,
      (all) => all.filter((path) => path === '/renewstream').length >= 2,
      3 * RENEW_MS,
    );
    await screen.look('watch.player.stop()');
    expect(await screen.paused()).toBe(true);
    expect(await cinema.sessions(user)).toEqual([]);
  });

  test('is paused by a denial, plays when the viewer takes over, and the victim’s picture stops', async () => {
    const screens = await Promise.all(['a', 'b', 'c'].map((device) => cinema.open(user, { library, device })));
    for (const screen of screens) await screen.play();
    const fourth = await cinema.open(user, { library, device: 'd' });
    await fourth.press();
    await fourth.untilState('denied');
    await until(fourth.paused, (paused) => paused);
    const [denied] = await fourth.events('denied');
    expect(denied?.detail).toMatchObject({ reason: 'stream-limit-reached', limit: 3, activeStreams: 3 });
    const victim = denied?.detail.streams.find(({ device }: { device: string }) => device === 'b');

    await fourth.look(`watch.player.takeOver('${victim.session}')`);
    await fourth.untilMoves();
    const [, second] = screens;
    if (!second) throw new Error('There is no second screen.');
    await second.untilState('ended', 2 * RENEW_MS);
    await until(second.paused, (paused) => paused);
    expect((await second.events('ended'))[0]?.detail).toMatchObject({ reason: 'replaced', by: { device: 'd' } });
    const at = await second.position();
    await second.page.waitForTimeout(RENEW_MS);
    expect(await second.position()).toBe(at);
    expect(await cinema.sessions(user)).toHaveLength(3);
  });
});
