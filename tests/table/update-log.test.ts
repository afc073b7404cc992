import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createUser } from '../support/asking.ts';
import { testEndpoints } from '../support/endpoints.ts';
import { httpEvent, lambdaContext } from '../support/event.ts';
import { openTable, type TestTable } from '../support/table.ts';

let table: TestTable;

beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

test('the log says what an update changed, so that an operator sees why a limit is what it is', async () => {
  const id = 'updated';
  await createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
  const printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const endpoints = testEndpoints({ table: table.deps.table, now: table.clock.now }, {});
  const lines = [];
  for (const change of [{ limit: 1 }, { limit: null }, { Subscription: 'premium plan' }, { Name: 'Bergkamp' }]) {
    table.clock.pass(1);
    const body = JSON.stringify({ id, ...change });
    await endpoints.updateUser(httpEvent('POST /updateuser', { body }), lambdaContext());
    lines.push(JSON.parse(String(printed.mock.lastCall?.[0])));
  }
  printed.mockRestore();
  const who = { code: 'user-updated', user: id };
  expect(lines).toMatchObject([{ ...who, limit: 1 }, { ...who, limit: null }, { subscription: 'premium plan' }, who]);
  expect(JSON.stringify(lines)).not.toContain('Bergkamp');
});
