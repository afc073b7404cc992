import { expect } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { openBrowser, screenshot } from './browser.ts';
import type { Fonts } from './fonts.ts';
import { startService } from './service.ts';
import { until } from './until.ts';

/** What somebody types may be an id, so a search also asks for it, and a browser logs the 404. */
const isSearch = (fault: string): boolean => fault.includes('status of 404') && fault.includes('/getuser?id=');

const isRefusalOf = (path: string) => (fault: string) =>
  fault.startsWith('Failed to load resource') && fault.endsWith(path);

/** The console in a browser, on a service of its own, with a user to watch as. */
export async function openConsole(settings: Record<string, string>, fonts?: Fonts) {
  const browser = await openBrowser(fonts);
  const service = await startService(settings).catch(async (error) => {
    await browser.close();
    throw error;
  });
  let page: Page;
  let faults: string[] = [];
  const refusals = new Map<string, number>();
  let viewers = 0;

  const id = () => `viewer-${viewers}`;
  const cardOn = (where: Page): Locator => where.getByRole('article', { name: `Viewer ${viewers}`, exact: true });
  const card = () => cardOn(page);
  const slot = (text: string): Locator => card().locator('.slot', { hasText: text });

  async function findOn(where: Page): Promise<void> {
    await where.getByLabel('Name or id').fill(id());
    await where.locator('#summary', { hasText: 'found' }).waitFor();
    await cardOn(where).getByRole('button', { name: 'Start' }).waitFor();
  }

  async function findViewer(): Promise<void> {
    await findOn(page);
    await card().getByText('0 of 3 in use').waitFor();
  }

  async function start(title: string, device: string, where = card()): Promise<void> {
    await where.getByRole('combobox', { name: 'Title' }).selectOption(title);
    await where.getByRole('combobox', { name: 'Device' }).selectOption(device);
    await where.getByRole('button', { name: 'Start' }).click();
  }

  return {
    service,
    id,
    card,
    slot,
    start,
    findViewer,
    page: () => page,
    /** A new user who watches nothing, on a page opened anew. */
    newViewer: async () => {
      viewers++;
      refusals.clear();
      await service.post('/createuser', { id: id(), Name: `Viewer ${viewers}`, Subscription: 'basic plan' });
      ({ page, faults } = await browser.openPage(service.url));
      await findViewer();
    },
    /** The same user in another tab, as on another device. Closing the page is up to the caller. */
    secondTab: async () => {
      const tab = await browser.openPage(service.url);
      await findOn(tab.page);
      return { ...tab, card: cardOn(tab.page) };
    },
    startThree: async () => {
      for (const [title, device] of [
        ['Harbour Lights', 'Television'],
        ['The Long Night', 'Phone'],
        ['Salt & Stone', 'Laptop'],
      ] as const) {
        await start(title, device);
        await slot(title).waitFor();
      }
    },
    /** What the service says that the user watches. */
    streams: async (): Promise<string[]> => {
      const { body } = await service.get(`/getstreams?id=${id()}`);
      return body.streams.map(({ stream }: { stream: string }) => stream);
    },
    /** Waits for a line in the log of the service that is about this user. */
    untilLogged: (code: string) =>
      until(
        async () => service.logs().filter(({ user }) => user === id()),
        (lines) => lines.some((line) => line.code === code),
      ),
    screenshot: (name: string) => screenshot(page, name),
    /**
     * Waits for a refused request that no call before this one has seen; more of them may follow. A browser reports
     * each answer from 400 on as an error, also one that the page expects, and often after the page has shown it.
     */
    expectRefusal: async (path: string) => {
      const seen = refusals.get(path) ?? 0;
      const count = async () => faults.filter(isRefusalOf(path)).length;
      refusals.set(path, await until(count, (refused) => refused > seen));
    },
    /** Closes the page, unless a script failed in it or its content security policy was broken. */
    expectNoFaults: async () => {
      await page.close();
      const expected = (fault: string) =>
        isSearch(fault) || [...refusals.keys()].some((path) => isRefusalOf(path)(fault));
      expect(faults.filter((fault) => !expected(fault))).toEqual([]);
    },
    close: async () => {
      await browser.close();
      await service.stop();
    },
  };
}

export type TestConsole = Awaited<ReturnType<typeof openConsole>>;
