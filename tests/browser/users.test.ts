import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PHONE } from '../support/browser.ts';
import { openConsole, type TestConsole } from '../support/console.ts';
import { until } from '../support/until.ts';

const HOSTILE = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

let console: TestConsole;

beforeAll(async () => {
  console = await openConsole({ STREAM_LIMITS_BY_SUBSCRIPTION: '{"family plan": 20}' });
});
afterAll(() => console?.close());
beforeEach(() => console.newViewer());
afterEach(() => console.expectNoFaults());

const names = () => console.page().getByRole('heading', { level: 3 }).allInnerTexts();
const button = (name: string) => console.page().getByRole('button', { name });
const field = (name: string) => console.page().getByRole('searchbox', { name });
const summary = (text: string) => console.page().locator('#summary', { hasText: text }).waitFor();

describe('the list of users', () => {
  const team = Array.from({ length: 30 }, (_, number) => `a${String(number + 1).padStart(2, '0')}`);

  beforeAll(async () => {
    const { service } = console;
    for (const id of team) await service.post('/createuser', { id, Name: `Nr. ${id}`, Subscription: 'Family Plan' });
    for (const stream of ['news', 'film']) await service.post('/requeststream', { id: 'a30', stream });
  });
  beforeEach(async () => {
    const { page } = console;
    await field('Name or id').fill('');
    await Promise.all([page().waitForResponse(/subscription=family/), field('Subscription').fill('family plan')]);
    await summary('25 users read so far; there are more');
  });
  const all = team.map((id) => `Nr. ${id}`);

  test('has 25 rows a page, says how many users it knows of, and opens another page at its top', async () => {
    const { page } = console;
    const first = await names();
    expect(first.length).toBe(25);
    expect(await page().getByRole('listitem').count()).toBe(0);
    await button('Next').click();
    await summary('30 users');
    expect([...first, ...(await names())].sort()).toEqual(all);
    expect(await page().getByRole('heading', { name: 'Users' }).isVisible()).toBe(true);
    expect(await page().evaluate('document.activeElement.textContent')).toBe('Users');
    expect(await button('Next').isDisabled()).toBe(true);
    await button('Back').click();
    await page().getByText('Page 1 of 2').waitFor();
    expect(await names()).toEqual(first);
  });

  test('shows twenty slots as what is on and how many are free', async () => {
    const { page } = console;
    await field('Name or id').fill('a30');
    await summary('1 of 30 users found');
    const card = page().getByRole('article', { name: 'Nr. a30' });
    await card.getByText('2 of 20 in use').waitFor();
    expect(await card.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringContaining('news'),
      expect.stringContaining('film'),
      '18 free',
    ]);
    await card.getByRole('button', { name: 'Nr. a30' }).first().click();
    await card.getByText('news, film').waitFor();
    expect(await card.getByRole('listitem').count()).toBe(0);
  });

  test('can be searched by a part of a name and sorted, as far as it was read', async () => {
    const { page } = console;
    await field('Name or id').fill('nR. A2');
    await summary('10 of 30 users found');
    expect((await names()).sort()).toEqual(all.slice(19, 29));
    await field('Name or id').fill('');
    await page().getByLabel('Order').selectOption('most streams');
    const ordered = await until(names, (shown) => shown.length === 25 && shown[0] === 'Nr. a30');
    expect(ordered.slice(0, 3)).toEqual(['Nr. a30', 'Nr. a01', 'Nr. a02']);
    await summary('30 users');
  });

  test('is filtered by who watches', async () => {
    const { page } = console;
    await page().getByLabel('Online').selectOption('watching now');
    expect(await until(names, (shown) => shown.length === 1)).toEqual(['Nr. a30']);
    await page().getByText('2 of 20 in use').waitFor();
    await page().getByLabel('Online').selectOption('not watching');
    expect(await until(names, (shown) => shown.length === 25)).not.toContain('Nr. a30');
  });
});

test('a list of thousands is read as far as requested, and can be stopped', async () => {
  const { page } = console;
  let asked = 0;
  await page().route('**/getallusers?**', async (route) => {
    const { searchParams } = new URL(route.request().url());
    const start = Number(searchParams.get('cursor') ?? 0);
    const limit = Number(searchParams.get('limit'));
    asked++;
    if (asked > 15) await new Promise((resolve) => setTimeout(resolve, 300));
    const users = Array.from({ length: limit }, (_, number) => listed(`m${start + number}`));
    await route.fulfill({ json: { users, cursor: String(start + limit) } });
  });
  await page().route('**/getstreams?id=m*', (route) => route.fulfill({ json: nothingOn }));
  await page().reload();
  await summary('25 users read so far; there are more');
  await page().setViewportSize(PHONE);
  await button('Next').click();
  await page().getByRole('heading', { name: 'Member m49' }).waitFor();
  const title = await until(
    () => page().evaluate<number>("document.getElementById('users-title').getBoundingClientRect().top"),
    (top) => top >= 0 && top < PHONE.height,
  );
  expect(title).toBeLessThan(PHONE.height / 2);
  await field('Name or id').fill('Member m99');
  await summary('1 found among the 100 users read so far; there are more');
  await button('Read up to 1,000 more').click();
  await summary('11 found among the 1,100 users read so far; there are more');
  await button('Read up to 1,000 more').click();
  await button('Stop reading').click();
  await button('Read up to 1,000 more').waitFor();
  const read = asked;
  await page().waitForTimeout(1000);
  expect(asked - read).toBeLessThanOrEqual(1);
  expect(read).toBeLessThan(20);
});

const nothingOn = { id: 'm', limit: 3, activeStreams: 0, streams: [] };
const listed = (id: string) => ({
  id,
  Name: `Member ${id}`,
  Subscription: 'basic plan',
  Status: { Online: { Streams: { activeStreams: 0, watching: [] } }, offline: { lastOnline: null } },
});

test('a service without users offers to create one, whose name is shown as text', async () => {
  const { page, service } = console;
  for (let users = [{ id: '' }]; users.length > 0; ) {
    users = (await service.get('/getallusers?limit=100')).body.users;
    for (const { id } of users) await service.post('/removeuser', { id });
  }
  await page().reload();
  await page().getByText('There are no users yet.').waitFor();
  await button('Create a user').click();
  await page().getByLabel('Name', { exact: true }).fill(HOSTILE);
  await page().keyboard.press('Enter');
  await page().getByText('0 of 3 in use').waitFor();
  expect(await names()).toEqual([HOSTILE]);
  expect(await page().title()).toBe('Streamgate console');

  await button('Remove').click();
  const dialog = page().getByRole('dialog');
  expect(await dialog.textContent()).toContain(HOSTILE);
  await dialog.getByRole('button', { name: 'Remove' }).click();
  await page().getByText('This user was removed.').waitFor();
  expect((await service.get('/getallusers')).body.users).toEqual([]);
  await button('Dismiss').click();
  await page().getByText('There are no users yet.').waitFor();
});

test('a user whom another operator removed is marked as removed', async () => {
  const { page, card, service, id } = console;
  await service.post('/removeuser', { id: id() });
  await card().getByText('This user was removed.').waitFor();
  await console.expectRefusal(`/getstreams?id=${id()}`);
  await card().getByRole('button', { name: 'Dismiss' }).click();
  await page().getByText('No users match.').waitFor();
});

test('the service’s own message says what is wrong', async () => {
  const { page, id } = console;
  await button('New user').click();
  await page().getByLabel('Name', { exact: true }).fill('Again');
  await page().getByRole('dialog').getByLabel('Id').fill(id());
  await button('Create').click();
  await page().getByText(`A user ${id()} already exists.`).waitFor();
  await console.expectRefusal('/createuser');
});

test('while the service does not answer, the last streams stay and are marked', async () => {
  const { page, card, slot, start } = console;
  await start('Harbour Lights', 'Television');
  await slot('Playing here').waitFor();
  await page().route('**/get*', (route) => route.abort());
  await page().getByText('The service does not answer.').waitFor();
  await slot('Harbour Lights').getByText('No answer from the service').waitFor();
  expect(await card().locator('.usage').textContent()).toBe('No answer');
  await page().unroute('**/get*');
  await slot('Playing here').waitFor();
  await page().getByText('The service does not answer.').waitFor({ state: 'hidden' });
  await console.expectRefusal(`/getstreams?id=${console.id()}`);
});

test('the keyboard alone starts and stops a stream, and never loses the focus', async () => {
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
