import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, signed } from '../../src/local/tokens.ts';
import { type Browser, isTooWide, openBrowser, PHONE, screenshot } from '../support/browser.ts';
import { type Service, startService } from '../support/service.ts';

let browser: Browser;
let service: Service;

beforeAll(async () => {
  browser = await openBrowser();
  service = await startService({ AUTH: 'jwt' });
});
afterAll(async () => {
  await browser?.close();
  await service?.stop();
});

/** Opens an operation, sends its first example as it stands, and waits for the answer. */
async function tryOut(page: Page, operation: string) {
  const block = page.locator(`#operations-Watch-${operation}`);
  if ((await block.locator('.execute').count()) === 0) await block.locator('.opblock-summary-control').click();
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    block.getByRole('button', { name: 'Execute' }).click(),
  ]);
  await block.locator('.live-responses-table .microlight').first().waitFor();
  return answer.status();
}

test('/docs sends a request with a token, and asks nobody but the service', async () => {
  const token = await signed({ iss: LOCAL_ISSUER, aud: LOCAL_AUDIENCE, sub: '001', scope: 'streams:write' });
  const { page, faults } = await browser.openPage('about:blank');
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));
  await page.goto(`${service.url}/docs`);

  await page.getByRole('button', { name: 'Authorize' }).click();
  await page.getByLabel('auth-bearer-value').fill(token);
  await page.getByRole('button', { name: 'Apply credentials' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  expect(await tryOut(page, 'requestStream')).toBe(200);
  expect(await tryOut(page, 'stopStream')).toBe(200);
  await screenshot(page, 'docs');
  expect([...hosts]).toEqual([service.url]);
  expect(faults).toEqual([]);
});

test('/docs is read on a phone without pushing it sideways, and its guide without folding it', async () => {
  const { page, faults } = await browser.openPage(`${service.url}/docs`);
  await page.setViewportSize(PHONE);
  const operations = page.locator('#operations-Watch-requestStream');
  await operations.waitFor();
  expect(await isTooWide(page)).toBe(false);
  await page.getByText('Make up a session').click();
  await operations.locator('.opblock-summary-control').click();
  await operations.locator('.responses-table').first().waitFor();
  expect(await isTooWide(page)).toBe(false);
  await screenshot(page, 'docs-phone');
  expect(faults).toEqual([]);
});
