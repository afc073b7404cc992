import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createUser, listUsers, removeUser } from '../support/asking.ts';
import { type FaultyEndpoint, startProxy } from '../support/proxy.ts';
import { openTable, type TestTable } from '../support/table.ts';
import { openWriter, type Writer } from '../support/writer.ts';

let table: TestTable;
let proxy: FaultyEndpoint;
let reader: Writer;
beforeAll(async () => {
  table = await openTable();
  proxy = await startProxy(table.ask);
  reader = openWriter(table, proxy.endpoint(0));
});
afterAll(async () => {
  reader.close();
  await proxy.close();
  await table.close();
});

test('a user who is removed, or gets another subscription, between index and table is not listed', async () => {
  for (const id of ['a', 'b', 'c']) await createUser(table.deps, { id, name: 'User', subscription: 'basic plan' });
  proxy.rules.fault = async ({ command }) => {
    if (command === 'BatchGetItem') {
      await removeUser(table.deps, 'a');
      await removeUser(table.deps, 'b');
      await createUser(table.deps, { id: 'b', name: 'User', subscription: 'Premium Plan' });
    }
    return undefined;
  };
  expect(await listUsers(reader.deps, { limit: 10, subscription: 'basic plan' })).toMatchObject({
    users: [{ id: 'c', Subscription: 'basic plan' }],
  });
});
