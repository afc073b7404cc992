// What must not wait for the next renewal.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Cinema, openCinema, type Screen } from '../../support/cinema.ts';
import { until } from '../../support/until.ts';

const TOKEN_SECONDS = 6;
const README = readFileSync(new URL('../../../player/README.md', import.meta.url), 'utf8');

let cinema: Cinema;
let user: string;

beforeAll(async () => {
  const [lease, renewal] = ['120', '50'];
  cinema = await openCinema({
    LEASE_SECONDS: lease,
    SPARE_LEASE_SECONDS: lease,
    RENEW_SECONDS: renewal,
    SPARE_RENEW_SECONDS: renewal,
  });
});
afterAll(() => cinema?.close());
beforeEach(async () => {
  cinema.setTokenSeconds(3600);
  user = await cinema.newUser();
});

test('a page whose token would have expired before the next renewal frees its slot when it is closed', async () => {
  cinema.setTokenSeconds(TOKEN_SECONDS);
  const screen = await cinema.open(user);
  await screen.play();
  await screen.page.waitForTimeout((TOKEN_SECONDS + 2) * 1000);
  await screen.page.close({ runBeforeUnload: true });
  await until(
    () => cinema.sessions(user),
    (all) => all.length === 0,
    3000,
  );
});

describe('a player that was replaced', () => {
  const takeOver = async (screen: Screen) => {
    for (const session of ['phone', 'tablet'])
      await cinema.post('/requeststream', { id: user, stream: 'news', session });
    const replace = [await screen.session()];
    await cinema.post('/requeststream', { id: user, stream: 'news', session: 'tv', device: 'Kitchen', replace });
  };
  const learns = async (screen: Screen) => {
    await screen.untilState('ended', 5000);
    expect((await screen.events('ended')).map(({ detail }) => [detail.reason, detail.by.device])).toEqual([
      ['replaced', 'Kitchen'],
    ]);
    await until(screen.paused, (paused) => paused);
    await screen.page.close();
  };

  test('stops within `checkEvery` seconds', async () => {
    const screen = await cinema.open(user, { checkEvery: 2 });
    await screen.play();
    await takeOver(screen);
    await learns(screen);
  });

  test('stops when its page is shown again, if the page has the README’s line', async () => {
    const [line = ''] = /document\.addEventListener\('visibilitychange', [^`]+/.exec(README) ?? [];
    expect(line).toContain('player.wake');
    const screen = await cinema.open(user);
    await screen.look(`{ const { player } = watch; ${line} }`);
    await screen.play();
    await takeOver(screen);
    // Without the line the page renews only what is due.
    await screen.look(`void document.dispatchEvent(new Event('visibilitychange'))`);
    await learns(screen);
  });
});
