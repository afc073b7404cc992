import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isTooWide, PHONE, screenshot } from '../support/browser.ts';
import { openConsole, type TestConsole } from '../support/console.ts';

let console: TestConsole;

beforeAll(async () => {
  console = await openConsole({ LEASE_SECONDS: '30', RENEW_SECONDS: '2', SPARE_RENEW_SECONDS: '40' });
});
afterAll(() => console?.close());
beforeEach(() => console.newViewer());
afterEach(() => console.expectNoFaults());

const button = (name: string) => console.card().getByRole('button', { name });
const dialog = () => console.page().getByRole('dialog');

describe('Watch here instead', () => {
  test('plays here, on a phone, and the other tab says who took over and when', async () => {
    const { page, slot, start, startThree, streams } = console;
    await page().setViewportSize(PHONE);
    await startThree();
    const tab = await console.secondTab();
    await tab.page.setViewportSize(PHONE);
    await start('Northern Line', 'Tablet', tab.card);
    const instead = tab.card.getByRole('button', { name: 'Watch here instead of The Long Night on Phone' });
    await instead.waitFor();
    expect(await isTooWide(tab.page)).toBe(false);
    await instead.click();

    const here = tab.card.locator('.slot', { hasText: 'Northern Line' });
    await here.getByText('Playing here').waitFor();
    expect(await streams()).toEqual(['stream_100', 'stream_102', 'stream_103']);
    const victim = slot('The Long Night');
    await victim.getByText(/^Tablet \(Northern Line\) took over at \d+:\d\d/).waitFor();
    expect(await slot('Playing here').count()).toBe(2);
    expect([await isTooWide(page()), await isTooWide(tab.page)]).toEqual([false, false]);
    await screenshot(page(), 'taken-over');
    await screenshot(tab.page, 'taking-over');
    await console.expectRefusal('/renewstream');
    expect(tab.faults.filter((fault) => !fault.endsWith('/requeststream'))).toEqual([]);
    await tab.page.close();
  });

  test('ends only the chosen session, and asks no more once a slot is free', async () => {
    const { card, slot, start, startThree, streams } = console;
    await startThree();
    await start('Northern Line', 'Tablet');
    await button('Watch here instead of Salt & Stone on Laptop').click();
    await slot('took over at').waitFor();
    await console.expectRefusal('/requeststream');
    await console.expectRefusal('/renewstream');
    expect(await streams()).toEqual(['stream_100', 'stream_101', 'stream_103']);
    expect(await slot('took over at').textContent()).toContain('Salt & Stone');

    await start('Match of the Week', 'Phone');
    const denial = card().getByRole('region', { name: 'What the viewer sees' });
    await denial.waitFor();
    await console.expectRefusal('/requeststream');
    await button('Stop Harbour Lights on Television').click();
    await denial.waitFor({ state: 'hidden' });
    expect(await streams()).toEqual(['stream_101', 'stream_103']);
  });
});

describe('a denied start', () => {
  /** The buttons of the panel that a viewer cannot see in full, or whose middle something else covers. */
  const HIDDEN = `(() => {
    document.querySelector('#toast').textContent = 'Salt & Stone is playing on the laptop, and this is a long message.';
    return [...document.querySelectorAll('.denial:not([hidden]) button')].flatMap((button) => {
      const { top, bottom, left, right } = button.getBoundingClientRect();
      const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isSeen = top >= 0 && bottom <= innerHeight && button.contains(above);
      return isSeen ? [] : [button.ariaLabel + ' at ' + top + ' of ' + innerHeight];
    });
  })()`;

  test.each([
    { width: 1280, height: 900 },
    { width: 390, height: 844 },
  ])('shows every choice at $width × $height, and no message covers one', async (size) => {
    const { page, card, start, startThree } = console;
    await page().setViewportSize(size);
    await startThree();
    await start('Northern Line', 'Tablet');
    const panel = card().getByRole('region', { name: 'What the viewer sees' });
    await panel.waitFor();
    expect(await panel.getByRole('button').count()).toBe(4);
    expect(await page().evaluate<string[]>(HIDDEN)).toEqual([]);
    await console.expectRefusal('/requeststream');
    await screenshot(page(), `denied-${size.width}`);
  });
});

describe('the back office', () => {
  test('ends all streams after a confirmation, and each player says why it ended', async () => {
    const { card, slot, startThree, streams } = console;
    await startThree();
    await button('End all streams of').click();
    expect(await dialog().textContent()).toContain(`${console.id()}`);
    await dialog().getByRole('button', { name: 'Keep' }).click();
    expect((await streams()).length).toBe(3);
    await button('End all streams of').click();
    await dialog().getByRole('button', { name: 'End all' }).click();
    await card().getByText('0 of 3 in use').waitFor();
    await slot('Ended by the back office at').nth(2).waitFor();
    expect((await slot('Ended by').allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
      'Television',
      'Phone',
      'Laptop',
    ]);
    await console.expectRefusal('/renewstream');
    expect(await card().getByText('3 free').isVisible()).toBe(true);
  });

  test('blocks a user for a while, who cannot start until the block is lifted', async () => {
    const { card, slot, start, streams } = console;
    await start('Harbour Lights', 'Television');
    await slot('Playing here').waitFor();
    await button('Block for').click();
    await dialog().getByLabel('For').selectOption('an hour');
    await dialog().getByRole('button', { name: 'Block' }).click();
    await card()
      .getByText(/^Blocked until \d+:\d\d.*\. Nothing can start\.$/)
      .waitFor();
    expect(await streams()).toEqual([]);
    await slot('Ended by the back office at').waitFor();
    await console.expectRefusal('/renewstream');

    await start('The Long Night', 'Phone');
    await console.untilLogged('user-blocked');
    await console.expectRefusal('/requeststream');
    expect(await streams()).toEqual([]);
    await button('Lift the block').click();
    await card().getByText('Blocked until').waitFor({ state: 'hidden' });
    await start('The Long Night', 'Phone');
    await slot('The Long Night').getByText('Playing here').waitFor();
  });
});

test('a tile shows its lease: long with a free slot, short without', async () => {
  const { slot, start } = console;
  await start('Harbour Lights', 'Television');
  await slot('Harbour Lights')
    .getByText(/Renews in 0:0[12], lease 0:(29|30|31)/)
    .waitFor();
  await slot('Harbour Lights')
    .getByText(/Renews in 0:[34]\d, lease 2:(29|30|31)/)
    .waitFor();
  await start('The Long Night', 'Phone');
  await slot('The Long Night').getByText('Playing here').waitFor();
  // The last free slot: it keeps the short lease that it got.
  await start('Salt & Stone', 'Laptop');
  await slot('Salt & Stone')
    .getByText(/Renews in 0:0[12], lease 0:(29|30|31)/)
    .waitFor();
  // So it stays, as there is no slot to spare.
  await console.page().waitForTimeout(5000);
  await slot('Salt & Stone')
    .getByText(/Renews in 0:0[0-2], lease 0:(29|30|31)/)
    .waitFor();
});
