import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { isTooWide } from '../support/browser.ts';
import { openConsole, type TestConsole } from '../support/console.ts';

const POLICIES = [
  { name: 'uhd', where: { quality: 'uhd' }, limit: 1 },
  { name: 'same-title', per: 'stream', limit: 2, mode: 'monitor' },
];

let console: TestConsole;

beforeAll(async () => {
  console = await openConsole({ STREAM_POLICIES: JSON.stringify(POLICIES) });
});
afterAll(() => console?.close());
beforeEach(() => console.newViewer());
afterEach(() => console.expectNoFaults());

test('a card shows each policy; a denial names it and offers what would help, and taking over plays here', async () => {
  const { card, page, slot, start, streams } = console;
  const policies = card().getByRole('list', { name: 'Policies' }).getByRole('listitem');
  const texts = async () => (await policies.allInnerTexts()).map((text) => text.replace(/\s+/g, ' '));
  await policies.first().waitFor();
  expect(await texts()).toEqual(['uhd 0 of 1 in use', 'same-title 0 of 2 in use, not enforced']);

  const tags = card().getByRole('textbox', { name: 'Tags' });
  await start('Harbour Lights', 'Television');
  await slot('Harbour Lights').waitFor();
  await tags.fill('quality:uhd place:home');
  await start('The Long Night', 'Phone');
  await slot('The Long Night').waitFor();
  await policies.getByText('1 of 1 in use').waitFor();

  await start('Salt & Stone', 'Laptop');
  const denial = card().getByRole('region', { name: 'What the viewer sees' });
  await denial.getByText('Your plan allows 1 at a time under the rule “uhd”.').waitFor();
  await console.expectRefusal('/requeststream');
  // A slot is free: the denial stays all the same.
  await page().waitForTimeout(5000);
  expect(await denial.getByRole('button', { name: /^Watch here instead/ }).count()).toBe(1);
  for (const [name, size] of [
    ['policies', { width: 1280, height: 900 }],
    ['policies-phone', { width: 390, height: 844 }],
  ] as const) {
    await page().setViewportSize(size);
    expect(await isTooWide(page())).toBe(false);
    await console.screenshot(name);
  }
  await denial.getByRole('button', { name: 'Watch here instead of The Long Night on Phone' }).click();
  await slot('Salt & Stone').getByText('Playing here').waitFor();
  await slot('The Long Night').getByText('took over').waitFor();
  await console.expectRefusal('/renewstream');
  expect(await streams()).toEqual(['stream_100', 'stream_102']);
});
