import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { layoutFaults, WIDTHS } from '../support/browser.ts';
import { openConsole, type TestConsole } from '../support/console.ts';
import { ALL_FONTS } from '../support/fonts.ts';

/** As long as a device's name may be. */
const LONG_NAME = `${'The projector in the attic, '.repeat(4)}${'W'.repeat(16)}`;

/** The devices of short names that are not shown in full, or on more than one line. */
const BROKEN_NAMES = `[...document.querySelectorAll('.device span, .facts, .usage')]
  .filter((name) => name.textContent.length < 22 && name.checkVisibility())
  .filter((name) => name.scrollWidth > name.clientWidth + 1 || name.getClientRects().length > 1)
  .map((name) => innerWidth + ' px: ' + name.textContent)`;

async function brokenNames(page: Page): Promise<string[]> {
  const broken: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    broken.push(...(await page.evaluate<string[]>(BROKEN_NAMES)));
  }
  return broken;
}

describe.each(ALL_FONTS)(
  'with %s, from the smallest phone to a desktop, in the light and in the dark, nothing is cut',
  (fonts) => {
    let console: TestConsole;

    beforeAll(async () => {
      console = await openConsole({}, fonts);
    });
    afterAll(() => console?.close());
    beforeEach(() => console.newViewer());
    afterEach(() => console.page().close());

    const button = (name: string) => console.card().getByRole('button', { name });
    const check = async (name: string) => {
      expect(await layoutFaults(console.page(), `console-${name}-${fonts}`)).toEqual([]);
      expect(await brokenNames(console.page())).toEqual([]);
    };

    test('of a denial', async () => {
      await console.startThree();
      await button('Crash The Long Night on Phone').click();
      await console.start('Northern Line', 'Tablet');
      await button('Watch here instead of Salt & Stone on Laptop').waitFor();
      await check('denied');
    }, 180_000);

    test('of an eviction, of a block, and of a confirmation', async () => {
      const { page, slot, startThree, start } = console;
      await startThree();
      await start('Northern Line', 'Tablet');
      await button('Watch here instead of Salt & Stone on Laptop').click();
      await slot('took over').waitFor();
      await button('Block for').click();
      await check('asked-back');
      await page().getByRole('dialog').getByRole('button', { name: 'Block' }).click();
      await slot('Ended by the back office').nth(2).waitFor();
      await check('blocked');
    }, 180_000);

    test('of names as long as they may be', async () => {
      const { page, service, id } = console;
      const user = `${id()}-${'w'.repeat(200)} \\/='`;
      await service.post('/createuser', { id: user, Name: LONG_NAME, Subscription: LONG_NAME });
      for (const [session, stream] of [
        ['s'.repeat(128), 'news'],
        ['tv', 'f'.repeat(128)],
        ['other', 'sport'],
      ] as const) {
        await service.post('/requeststream', { id: user, session, stream, device: LONG_NAME });
      }
      await page().getByLabel('Name or id').fill(user);
      const card = page().getByRole('article', { name: LONG_NAME });
      await card.getByText('3 of 3 in use').waitFor();
      await card.getByRole('button', { name: 'Start' }).click();
      await card.getByRole('region', { name: 'What the viewer sees' }).waitFor();
      await check('long-names');
    }, 180_000);

    test('of the list, and of a new user', async () => {
      const { page, service, id } = console;
      await service.post('/createuser', { id: `${id()}-2`, Name: LONG_NAME, Subscription: LONG_NAME });
      await page().getByLabel('Name or id').fill('');
      await page().locator('#summary', { hasNotText: 'found' }).waitFor();
      await check('list');
      await page().getByRole('button', { name: 'New user' }).click();
      await check('new-user');
    }, 180_000);
  },
);
