import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Browser, breaches, openBrowser, screenshot } from '../support/browser.ts';
import { type Service, startService } from '../support/service.ts';

let service: Service;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser();
  service = await startService({ AUTH: 'jwt' });
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});
beforeEach(async () => {
  ({ page } = await browser.openPage(service.url));
  await page.getByText('This service needs a token').waitFor();
});
afterEach(() => page.close());

/** A token of those that npm start printed. */
const tokenOf = (role: string): string => new RegExp(`${role}='(.+)'`).exec(service.output())?.[1] ?? '';

async function give(token: string): Promise<void> {
  await page.getByLabel('Access token').fill(token);
  await page.getByRole('button', { name: 'Use this token' }).click();
}

const start = () => page.getByRole('article').first().getByRole('button', { name: 'Start' }).click();

test('with authorization on, the page works with a token, for as long as its tab is open', async () => {
  expect(await breaches(page)).toEqual([]);
  await screenshot(page, 'token');
  await give(tokenOf('OFFICE'));
  await page.getByRole('article', { name: 'Dennis Bergkamp' }).waitFor();
  expect(await page.getByRole('button', { name: 'End all streams' }).count()).toBeGreaterThan(0);
  await start();
  await page.getByText('Playing here').waitFor();
  await page.reload();
  await page.getByRole('article', { name: 'Dennis Bergkamp' }).waitFor();
  expect(await page.evaluate('document.cookie + JSON.stringify(localStorage)')).toBe('{}');

  const { page: other } = await browser.openPage(service.url);
  await other.getByText('This service needs a token').waitFor();
  await other.close();
  await page.getByRole('button', { name: 'Forget the token' }).click();
  await page.getByText('This service needs a token').waitFor();
  expect(await page.evaluate('JSON.stringify(sessionStorage)')).toBe('{}');
});

test('the page asks again for a token that was refused', async () => {
  await give('no.token.at-all');
  await page.getByText('The service does not accept this token.').waitFor();
  expect(await page.getByLabel('Access token').inputValue()).toBe('');
});

test("a viewer's token shows that user only", async () => {
  await give(tokenOf('VIEWER'));
  await page.getByText("A viewer's token opens one user").waitFor();
  const other = page.waitForResponse(/getstreams\?id=002/);
  await page.getByLabel('Name or id').fill('002');
  expect((await other).status()).toBe(403);
  await page.getByLabel('Name or id').fill('001');
  await page.getByRole('article', { name: '001' }).getByText('of 3 in use').waitFor();
  await start();
  await page.getByText('Playing here').waitFor();
  expect(await page.getByRole('button', { name: /^(End all|Block)/ }).count()).toBe(0);
});
