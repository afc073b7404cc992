import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LOCAL_AUDIENCE, LOCAL_ISSUER, signed } from '../../src/local/tokens.ts';
import { type Browser, DESKTOP, layoutFaults, openBrowser, PHONE, WIDTHS } from '../support/browser.ts';
import { document, operations } from '../support/document.ts';
import { ALL_FONTS } from '../support/fonts.ts';
import { type Service, startService } from '../support/service.ts';

let browser: Browser;
let service: Service;

beforeAll(async () => {
  service = await startService({ AUTH: 'jwt' });
});
afterEach(() => browser?.close());
afterAll(() => service?.stop());

async function openDocs(...fonts: Parameters<typeof openBrowser>) {
  browser = await openBrowser(...fonts);
  return browser.openPage(`${service.url}/docs`);
}

/** The part of the page about one endpoint. */
const operation = (page: Page, summary: string) => page.getByRole('article', { name: summary });

/** Sends the request of an endpoint as its form has it, and gives what the page then says. */
async function send(page: Page, summary: string): Promise<string> {
  const block = operation(page, summary);
  const form = block.getByRole('form');
  if (!(await form.isVisible())) await block.getByText('Try it').click();
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url() !== `${service.url}/docs`),
    form.getByRole('button', { name: 'Send' }).click(),
  ]);
  await answer.finished();
  await form.locator('[role="status"]', { hasText: /^\d{3} in / }).waitFor();
  return `${await form.getByRole('status').textContent()} ${await form.locator('pre').textContent()}`;
}

// The page is long, and axe reads all of it eight times.
describe.each(ALL_FONTS)('in %s', (fonts) => {
  test('/docs fits and is accessible with everything unfolded, from the smallest phone to a desktop, in the light and in the dark', async () => {
    const { page, faults } = await openDocs(fonts);
    await send(page, 'Check the health');
    await page.evaluate('for (const each of document.querySelectorAll("details")) each.open = true');
    expect(await layoutFaults(page, `docs-${fonts}`, false)).toEqual([]);
    expect(faults).toEqual([]);
  }, 300_000);
});

test('/docs sends a request with a token, and asks nobody but the service', async () => {
  const token = await signed({ iss: LOCAL_ISSUER, aud: LOCAL_AUDIENCE, sub: '001', scope: 'streams:write' });
  const { page, faults } = await openDocs();
  const hosts = new Set<string>();
  page.on('request', (request) => hosts.add(new URL(request.url()).origin));

  await page.getByLabel('Access token').fill(`Bearer ${token}`);
  await page.getByRole('button', { name: 'Use this token' }).click();
  await page.getByText('A token is in use.').waitFor();
  expect(await send(page, 'Start a stream')).toMatch(/^200 in .*"stream": "stream_100"/s);
  expect(await send(page, 'Show the live streams')).toMatch(/^200 in .*"activeStreams": 1/s);
  expect(await send(page, 'Stop a stream')).toMatch(/^200 in .*"activeStreams": 0/s);
  expect([...hosts]).toEqual([service.url]);
  expect(faults).toEqual([]);
});

test('/docs shows a refusal as the service says it, and says when the service does not answer', async () => {
  const { page } = await openDocs();
  expect(await send(page, 'Renew a lease')).toMatch(/^401 in /);
  await page.route('**/renewstream', (route) => route.abort());
  await operation(page, 'Renew a lease').getByRole('button', { name: 'Send' }).click();
  await operation(page, 'Renew a lease').getByText('No answer').waitFor();
});

test('/docs shows every endpoint and every refusal, each at an address of its own', async () => {
  const { page } = await openDocs();
  const codes = document.components.schemas.ProblemCode?.enum ?? [];
  for (const id of [...[...operations.values()].map(({ operationId }) => operationId), ...codes, 'throttled']) {
    expect([id, await page.locator(`main #${id} a[href="#${id}"]`).count()]).toEqual([id, 1]);
  }
  const broken = await page.evaluate(
    `[...document.querySelectorAll('a[href^="#"]')].map((link) => link.hash).filter((hash) => !document.querySelector(hash))`,
  );
  expect(broken).toEqual([]);
});

test('the samples of /docs are in the language that the reader chose, with the address of this service', async () => {
  const { page } = await openDocs();
  const sample = operation(page, 'Start a stream').locator('.sample:visible');
  expect(await sample.innerText()).toContain(`curl ${service.url}/requeststream`);
  for (const [language, code] of [
    ['Python', 'requests.post('],
    ['Java', 'HttpRequest.newBuilder('],
    ['JavaScript', 'fetch('],
  ] as const) {
    await operation(page, 'Stop a stream').getByRole('button', { name: language, exact: true }).click();
    expect(await sample.innerText()).toContain(code);
  }
  await page.reload();
  expect(await sample.innerText()).toContain('fetch(');
});

test.each(ALL_FONTS)('the captions of samples are never broken within a word, in %s', async (fonts) => {
  const { page } = await openDocs(fonts);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: DESKTOP.height });
    const broken = `[...document.querySelectorAll('figcaption > :is(span:first-child, button)')]
      .filter((each) => !each.textContent.includes(' '))
      .filter((each) => each.clientHeight > 40 || each.scrollWidth > each.clientWidth)
      .map((each) => each.textContent)`;
    expect({ width, broken: await page.evaluate(broken) }).toEqual({ width, broken: [] });
  }
});

test('the contents of /docs fold on a phone, and show where the reader is', async () => {
  const { page } = await openDocs();
  const contents = page.getByRole('navigation', { name: 'Contents' });
  await contents.getByRole('link', { name: 'Renew a lease' }).click();
  await contents.locator('[aria-current]', { hasText: 'Renew a lease' }).waitFor();

  await page.setViewportSize(PHONE);
  await contents.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Contents' }).click();
  await contents.getByRole('link', { name: 'Stop a stream' }).click();
  await contents.waitFor({ state: 'hidden' });
  expect(new URL(page.url()).hash).toBe('#stopStream');
});
