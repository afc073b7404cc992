import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { probe } from '../../src/domain/accounts.ts';
import { createUser, getUser, removeUser, requestStream } from '../support/asking.ts';
import { adapt, openTable, type TestTable } from '../support/table.ts';

let table: TestTable;

beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

const vanPersie = { id: '010', name: 'Van Persie', subscription: 'Basic Plan' };

test('a new user has no streams, in the inherited shape', async () => {
  const created = {
    id: '010',
    Name: 'Van Persie',
    Subscription: 'Basic Plan',
    Status: { Online: { Streams: { activeStreams: 0, watching: [] } }, offline: { lastOnline: null } },
  };
  expect(await createUser(table.deps, vanPersie)).toEqual(created);
  expect(await getUser(table.deps, '010')).toEqual(created);
  expect(await table.item('010')).toEqual({
    ...vanPersie,
    plan: 'basic plan',
    listing: '14#basic plan',
    createdAt: table.clock.time,
    changedAt: table.clock.time,
    activeStreams: 0,
    streams: {},
  });
});

test('creating a user again is refused, and resets nothing', async () => {
  await requestStream(table.deps, { id: '010', stream: 'a' });
  expect(await createUser(table.deps, vanPersie)).toEqual({ refusal: 'user-exists', id: '010' });
  expect(await getUser(table.deps, '010')).toMatchObject({ Status: { Online: { Streams: { watching: ['a'] } } } });
});

test('of fifty creations of one user at once, one succeeds', async () => {
  const results = await Promise.all(
    Array.from({ length: 50 }, () => createUser(table.deps, { ...vanPersie, id: 'race' })),
  );
  expect(results.filter((result) => 'Status' in result)).toHaveLength(1);
});

test('a user without an id gets one', async () => {
  const user = await createUser(table.deps, { name: 'Henry', subscription: 'basic plan' });
  expect(user).toMatchObject({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), Name: 'Henry' });
});

test('a removed user is gone; removing the user again succeeds', async () => {
  await createUser(table.deps, { ...vanPersie, id: 'gone' });
  expect(await removeUser(table.deps, 'gone')).toEqual({ existed: true });
  expect(await removeUser(table.deps, 'gone')).toEqual({ existed: false });
  expect(await getUser(table.deps, 'gone')).toEqual({ refusal: 'user-not-found', id: 'gone' });
});

test('the probe reads the table, and says when it cannot', async () => {
  expect(await probe(table.deps)).toEqual({ latencyMs: 0 });
  const missing = { ...table.deps, table: adapt(table.client, 'streamgate-missing') };
  await expect(probe(missing)).rejects.toThrow('The table cannot be read.');
});
