import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import type { Listing } from '../../src/domain/listing.ts';
import { ListUsers } from '../../src/http/schemas.ts';
import { createUser, isRefused, listUsers, removeUser, requestStream } from '../support/asking.ts';
import { openTable, type TestTable } from '../support/table.ts';

const USERS = 130;
let table: TestTable;

beforeAll(async () => {
  table = await openTable();
  await Promise.all(
    Array.from({ length: USERS }, (_, i) =>
      createUser(table.deps, {
        id: `u${String(i).padStart(3, '0')}`,
        name: `User ${i}`,
        subscription: i % 10 === 0 ? 'Premium Plan' : i % 2 === 0 ? 'BASIC plan' : 'basic plan ',
      }),
    ),
  );
  for (const id of ['u000', 'u001', 'u060', 'u129']) await requestStream(table.deps, { id, stream: 'a' });
});
afterAll(() => table.close());

async function page(listing: Listing) {
  const result = await listUsers(table.deps, listing);
  if (isRefused(result)) throw new Error(result.refusal);
  return result;
}

/** All pages' ids, with each page but the last one full. */
async function all(filters: Omit<Listing, 'cursor'>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const next = await page({ ...filters, cursor });
    ids.push(...next.users.map((user) => user.id));
    cursor = next.cursor;
    if (cursor !== undefined) expect(next.users).toHaveLength(filters.limit);
    else expect(next.users.length).toBeGreaterThan(0);
  } while (cursor !== undefined);
  return ids;
}

test.each([1, 7, 65, 100])('pages of %i hold every user once', async (limit) => {
  const ids = await all({ limit });
  expect(new Set(ids).size).toBe(USERS);
  expect(ids).toHaveLength(USERS);
});

test.each(['basic plan', 'BASIC PLAN', ' Basic Plan '])(
  '"%s" finds every spelling of a subscription',
  async (subscription) => {
    const ids = await all({ limit: 50, subscription });
    expect(ids).toHaveLength(117);
    expect(new Set(ids).size).toBe(117);
  },
);

test('online and offline split the users, and both fill their pages', async () => {
  expect((await all({ limit: 3, online: true })).sort()).toEqual(['u000', 'u001', 'u060', 'u129']);
  expect(await all({ limit: 100, online: false })).toHaveLength(USERS - 4);
  expect((await all({ limit: 1, online: true, subscription: 'premium plan' })).sort()).toEqual(['u000', 'u060']);
});

test('a user with only an expired lease is offline', async () => {
  const later = { ...table.deps, now: () => table.clock.time + 150_000 };
  expect(await listUsers(later, { limit: 10, online: true })).toEqual({ users: [] });
});

test('a subscription that nobody has is an empty page', async () => {
  expect(await page({ limit: 10, subscription: 'none' })).toEqual({ users: [] });
});

test('a cursor continues after its user, even if that user was removed', async () => {
  const first = await page({ limit: 40, subscription: 'basic plan' });
  const last = first.users.at(-1);
  await removeUser(table.deps, last?.id ?? '');
  const second = await page({ limit: 100, subscription: 'basic plan', cursor: first.cursor });
  expect(second.users).toHaveLength(117 - 40);
  await createUser(table.deps, { id: last?.id, name: 'User', subscription: 'basic plan' });
});

test('a page may end after any user id, and with the longest plan', async () => {
  const subscription = '電'.repeat(128);
  const ids = [
    '\\'.repeat(255),
    `"${'"'.repeat(254)}`,
    "pat.o'hara@example.com",
    'CORP\\pohara',
    'G7x/Qk1+pw==',
    'a b',
  ];
  for (const id of ids) await createUser(table.deps, { id, name: 'Long', subscription });
  const listed: string[] = [];
  let cursor: string | undefined;
  do {
    const { data } = z.safeParse(ListUsers, { subscription, limit: '1', ...(cursor === undefined ? {} : { cursor }) });
    const { users, cursor: next } = await page({ limit: 1, subscription, cursor: data?.cursor });
    listed.push(...users.map(({ id }) => id));
    expect(listed.length).toBeLessThanOrEqual(ids.length);
    cursor = next;
  } while (cursor !== undefined);
  expect(listed.sort()).toEqual(ids.sort());
  for (const id of ids) await removeUser(table.deps, id);
});

test('a cursor that was invented, altered, or belongs to other filters is refused', async () => {
  const { cursor = '' } = await page({ limit: 2 });
  const made = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const refused: Listing[] = [
    { limit: 2, cursor: 'abc' },
    { limit: 2, cursor: `${cursor}=` },
    { limit: 2, cursor: `${cursor} ` },
    { limit: 2, cursor: made({ id: 'u001' }) },
    { limit: 2, cursor: made([null, null, '']) },
    { limit: 2, cursor: made([null, null, 3]) },
    { limit: 2, subscription: 'basic plan', cursor: made(['basic plan', null, 16]) },
    { limit: 2, cursor: made([null, null, { S: 'u001' }]) },
    { limit: 2, cursor, online: true },
    { limit: 2, cursor, subscription: 'basic plan' },
  ];
  for (const listing of refused)
    expect(await listUsers(table.deps, listing)).toMatchObject({ refusal: 'invalid-cursor' });
});
