import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { breaches, isTooWide, PHONE } from '../support/browser.ts';
import { openConsole, type TestConsole } from '../support/console.ts';

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

let console: TestConsole;

beforeAll(async () => {
  console = await openConsole({ STREAM_LIMITS_BY_SUBSCRIPTION: '{"family plan": 5}' });
});
afterAll(() => console?.close());
beforeEach(() => console.newViewer());
afterEach(() => console.expectNoFaults());

describe('the list of users', () => {
  const names = () => console.page().getByRole('heading', { level: 3 }).allInnerTexts();
  const button = (name: string) => console.page().getByRole('button', { name });

  test('is paged forth and back, and filtered by subscription and by who watches', async () => {
    const { page, service } = console;
    const team = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'];
    for (const id of team) await service.post('/createuser', { id, Name: id, Subscription: 'Family Plan' });
    await service.post('/requeststream', { id: 'a7', stream: 'news' });

    await page().getByLabel('User id').fill('');
    await page().getByRole('searchbox', { name: 'Subscription' }).fill('family plan');
    await page().getByRole('heading', { name: 'a5' }).waitFor();
    expect(await names()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
    await button('Next').click();
    await page().getByRole('heading', { name: 'a7' }).waitFor();
    expect(await names()).toEqual(['a6', 'a7']);
    expect(await button('Next').isDisabled()).toBe(true);
    await button('Back').click();
    await page().getByRole('heading', { name: 'a1' }).waitFor();
    expect(await names()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);

    await page().getByLabel('Online').selectOption('watching now');
    await page().getByText('1 of 5 in use').waitFor();
    expect(await names()).toEqual(['a7']);
    expect(await page().locator('.slot').count()).toBe(5);
    await page().getByLabel('Online').selectOption('not watching');
    await page().getByRole('heading', { name: 'a1' }).waitFor();
    expect(await names()).not.toContain('a7');
  });

  test('without anybody offers to create a user, whose name is shown as it is, whatever it holds', async () => {
    const { page, service } = console;
    const { body } = await service.get('/getallusers?limit=100');
    for (const { id } of body.users) await service.post('/removeuser', { id });
    await page().reload();
    await page().getByText('There are no users yet.').waitFor();
    await console.screenshot('empty');
    await button('Create a user').click();
    await page().getByLabel('Name').fill(HOSTILE);
    await page().keyboard.press('Enter');
    await page().getByText('0 of 3 in use').waitFor();
    expect(await names()).toEqual([HOSTILE]);
    expect(await page().title()).toBe('Streamgate console');
    await page().setViewportSize(PHONE);
    expect(await isTooWide(page())).toBe(false);

    await button('Remove').click();
    const dialog = page().getByRole('dialog');
    expect(await dialog.textContent()).toContain(HOSTILE);
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page().getByText('There are no users yet.').waitFor();
    expect((await service.get('/getallusers')).body.users).toEqual([]);
  });

  test('says what is wrong, in the words of the service', async () => {
    const { page, id } = console;
    await button('New user').click();
    await page().getByLabel('Name').fill('Again');
    await page().getByRole('dialog').getByLabel('Id').fill(id());
    await button('Create').click();
    await page().getByText(`There is already a user ${id()}.`).waitFor();
    console.expectRefusal('/createuser');
    await button('Cancel').click();
    await page().getByLabel('User id').fill('no spaces');
    await page().getByText('id may hold only').waitFor();
    console.expectRefusal('/getuser?id=no+spaces');
  });

  test('stays while the service does not answer, and says so', async () => {
    const { page, card } = console;
    await page().route('**/get*', (route) => route.abort());
    await page().getByText('The service does not answer.').waitFor();
    expect(await card().isVisible()).toBe(true);
    await page().unroute('**/get*');
    await page().getByText('The service does not answer.').waitFor({ state: 'hidden' });
    console.expectRefusal(`/getstreams?id=${console.id()}`);
  });
});

describe('everybody can use it', () => {
  async function showAll(): Promise<void> {
    const { card, start, startThree } = console;
    await startThree();
    await card().getByRole('button', { name: 'Crash The Long Night on Phone' }).click();
    await start('Northern Line', 'Tablet');
    await card().getByText('Stop one to watch here').waitFor();
    console.expectRefusal('/requeststream');
  }

  test.each(['light', 'dark'] as const)('axe finds nothing with all on show, in %s', async (colorScheme) => {
    const { page } = console;
    await page().emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await showAll();
    expect(await breaches(page())).toEqual([]);
    await console.screenshot(colorScheme);
    await page().getByRole('button', { name: 'New user' }).click();
    expect(await breaches(page())).toEqual([]);
  });

  test('a phone shows all of it without being pushed sideways', async () => {
    await console.page().setViewportSize(PHONE);
    await showAll();
    expect(await isTooWide(console.page())).toBe(false);
    await console.screenshot('phone');
  });

  test('the keyboard alone starts and stops a stream, and its place is never lost', async () => {
    const { page, card, slot } = console;
    const press = async (...keys: string[]) => {
      for (const key of keys) await page().keyboard.press(key);
    };
    await card().getByRole('combobox', { name: 'Title' }).focus();
    await press('Tab', 'Tab', 'Enter');
    await slot('Playing here').waitFor();
    // Back over the device, the title and the slot's second button, to its first.
    await press('Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Enter');
    await card().getByText('0 of 3 in use').waitFor();
    expect(await page().evaluate('document.activeElement.textContent')).toBe('Start');
  });
});
