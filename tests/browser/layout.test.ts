import { afterEach, describe, expect, test } from '@jest/globals';
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

describe.each(ALL_FONTS)('in %s, from the smallest phone to a desktop, in the light and in the dark,', (fonts) => {
  let console: TestConsole;

  afterEach(async () => {
    await console?.close();
  });

  test('nothing of the console is cut, too wide, or hard to use', async () => {
    console = await openConsole({}, fonts);
    await console.newViewer();
    const { page, card, id, service, start, startThree } = console;
    const check = async (name: string) => {
      expect(await layoutFaults(page(), `${name}-${fonts}`)).toEqual([]);
      expect(await brokenNames(page())).toEqual([]);
    };

    await startThree();
    await card().getByRole('button', { name: 'Crash The Long Night on Phone' }).click();
    await start('Northern Line', 'Tablet');
    await card().getByRole('region', { name: 'What the viewer sees' }).waitFor();
    await check('denied');
    await card().getByRole('button', { name: 'Not now' }).click();

    await page().getByRole('button', { name: 'New user' }).click();
    await check('new-user');
    await page().getByRole('button', { name: 'Cancel' }).click();

    await service.post('/createuser', { id: id().toUpperCase(), Name: LONG_NAME, Subscription: LONG_NAME });
    for (const [session, stream] of [
      ['s'.repeat(64), 'news'],
      ['tv', 'f'.repeat(64)],
      ['other', 'sport'],
    ] as const) {
      await service.post('/requeststream', { id: id().toUpperCase(), session, stream, device: LONG_NAME });
    }
    await page().getByLabel('Name or id').fill(id().toUpperCase());
    await page().getByText('3 of 3 in use').last().waitFor();
    await page().getByRole('article').first().getByRole('button', { name: 'Start' }).click();
    await page().getByRole('region', { name: 'What the viewer sees' }).waitFor();
    await check('long-names');

    await page().getByLabel('Name or id').fill('');
    await page().getByText('5 users').waitFor();
    await check('list');
  });
});
