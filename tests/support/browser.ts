import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axe from 'axe-core';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM } from './chromium.ts';
import { type Fonts, fontEnvironment } from './fonts.ts';

const SCREENSHOTS = '.local/screenshots';

/** How wide and high a small phone's screen is. */
export const PHONE = { width: 360, height: 740 };
/** From the smallest phone to a desktop; 320 is also what a reader sees who magnifies a screen of 1280 by four. */
export const WIDTHS = [320, 390, 768, 1280];
export const DESKTOP = { width: 1200, height: 800 };

/** Runs in a page before its own scripts: reports what the content security policy refused. */
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('Content security policy: ' + event.violatedDirective + ' refused ' + event.blockedURI + event.sample))`;

/** What playwright takes away for the sake of tests that do not want it. */
const BACK_FORWARD_CACHE = '--disable-back-forward-cache';

/** A Chromium with a profile of its own, and with fonts that are the same on every machine. */
export async function openBrowser(fonts: Fonts = 'dejavu') {
  const profile = mkdtempSync(join(tmpdir(), 'streamgate-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: CHROMIUM,
    viewport: DESKTOP,
    ignoreDefaultArgs: [BACK_FORWARD_CACHE],
    env: { ...process.env, ...fontEnvironment(fonts, join(profile, 'fontconfig')) },
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
  context.setDefaultTimeout(20_000);
  await context.addInitScript(REPORT_VIOLATIONS);
  return {
    context,
    openPage: (url: string) => openPage(context, url),
    close: async () => {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

export type Browser = Awaited<ReturnType<typeof openBrowser>>;

async function openPage(context: BrowserContext, url: string) {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} ${message.location().url}`);
  });
  await page.goto(url);
  return { page, faults };
}

/** Each breach of WCAG 2.2 A and AA, and of axe's own best practices, that can be found without a person. */
export async function breaches(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations }: axe.AxeResults = await page.evaluate('axe.run()');
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
}

/**
 * What is wrong with a page as it stands, at each width, in the light and in the dark. Takes a picture of each.
 * @param name what the pictures are called
 * @param fullPage whether they show all of it: of a page of fifty screens, a picture takes longer than the check
 */
export async function layoutFaults(page: Page, name: string, fullPage = true): Promise<string[]> {
  const faults: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: DESKTOP.height });
    if (await isTooWide(page)) faults.push(`too wide for ${width} px`);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      faults.push(...(await breaches(page)).map((breach) => `${width} px, ${colorScheme}: ${breach}`));
      await screenshot(page, `${name}-${width}-${colorScheme}`, fullPage);
    }
  }
  return faults;
}

/** Kept for people to look at; no test compares them. */
export async function screenshot(page: Page, name: string, fullPage = true): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage, animations: 'disabled' });
}

/** Whether a page must be pushed sideways to be read. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
