import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { type Browser, openBrowser, screenshot } from '../support/browser.ts';
import { freePort, startService } from '../support/service.ts';
import { until } from '../support/until.ts';

let service: Awaited<ReturnType<typeof startService>>;
let browser: Browser;
let page: Page;
let card: Locator;

beforeAll(async () => {
  const port = await freePort();
  const lease = { LEASE_SECONDS: '8', RENEW_SECONDS: '2', SPARE_LEASE_SECONDS: '8', SPARE_RENEW_SECONDS: '2' };
  service = await startService({ PORT: String(port), ...lease }, ['--media']);
  browser = await openBrowser();
  ({ page } = await browser.openPage(`http://localhost:${port + 1}/`));
  card = page.getByRole('article', { name: 'Dennis Bergkamp', exact: true });
  await card.getByRole('button', { name: 'Start', exact: true }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

const position = (where: Locator) =>
  where.locator('video').evaluate((video: { currentTime: number }) => video.currentTime);

async function untilMoves(where: Locator): Promise<void> {
  const from = await position(where);
  await until(
    () => position(where),
    (now) => now > from + 0.5,
    20_000,
  );
}

test('npm start -- --media shows pictures: who goes on after its slot is gone sees it stop, and reads why', async () => {
  await card.getByRole('button', { name: 'Start', exact: true }).click();
  const tile = card.locator('.slot', { hasText: 'Harbour Lights' });
  await untilMoves(tile);
  await tile.getByRole('button', { name: 'Cheat' }).click();
  const { streams } = (await service.get('/getstreams?id=001')).body;
  await service.post('/stopstream', { id: '001', session: streams[0].session });
  await tile.getByText('Ended elsewhere').waitFor();
  await untilMoves(tile);
  await tile.getByText('The edge refuses: the pass has expired.').waitFor({ timeout: 30_000 });
  await page.waitForTimeout(6000);
  const stood = await position(tile);
  await page.waitForTimeout(1500);
  expect(await position(tile)).toBe(stood);
  await screenshot(page, 'media');
}, 120_000);

test('a player without a start sees nothing', async () => {
  await card.getByRole('button', { name: 'Play without asking' }).click();
  const picture = card.locator('.messages .picture');
  await picture.getByText('The edge refuses: there is no pass.').waitFor();
  expect(await position(picture)).toBe(0);
  await picture.getByRole('button', { name: 'Dismiss' }).click();
  await picture.waitFor({ state: 'detached' });
});
