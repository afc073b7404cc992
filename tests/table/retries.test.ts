import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { Deps } from '../../src/domain/deps.ts';
import { clientSettings } from '../../src/dynamodb/client-settings.ts';
import { perform, UNAVAILABLE } from '../support/operations.ts';
import { type FaultyEndpoint, startProxy } from '../support/proxy.ts';
import { PATIENCE_MS } from '../support/repeat.ts';
import type { Asked } from '../support/steps.ts';
import { openTable, type TestTable } from '../support/table.ts';
import { openWriter } from '../support/writer.ts';

/** All of them full. */
const USERS = 10;
const limits = { standard: 3, byPlan: new Map() };

jest.setTimeout(PATIENCE_MS);

let table: TestTable;
let proxy: FaultyEndpoint;
let attempts = 0;

beforeAll(async () => {
  table = await openTable();
  // As on AWS: the read that follows a refusal elsewhere would be a success.
  proxy = await startProxy(table.ask, { returnItems: true });
  for (let user = 0; user < USERS; user++) {
    await ask(table.deps, user, { kind: 'create', subscription: 'basic plan' });
    for (const session of ['a', 'b', 'c']) await ask(table.deps, user, { kind: 'request', session, stream: 'goal' });
  }
});
afterAll(async () => {
  await proxy.close();
  await table.close();
});

const ask = (deps: Deps, user: number, asked: Asked): Promise<string> => {
  table.clock.pass(0.001);
  return perform(deps, `full-${user}`, { ...asked, now: table.clock.now(), limits });
};

/** Asks with a client of its own, for all users at a time. @returns how often the answer was a 503 */
async function unavailable(times: number, asked: Asked): Promise<number> {
  const { deps, close } = openWriter(table, proxy.endpoint(0), clientSettings());
  let count = 0;
  for (let i = 0; i < times; i += USERS) {
    const answers = await Promise.all(Array.from({ length: USERS }, (_, user) => ask(deps, user, asked)));
    count += answers.filter((answer) => answer === UNAVAILABLE).length;
  }
  close();
  return count;
}

test('on a network that cuts one call in ten, denials use up no more retries than renewals', async () => {
  // The SDK's budget is for some 35 retries that are not earned back.
  const calls = 500;
  proxy.rules.fault = ({ name }) => (name.includes('attempt=1') && attempts++ % 10 === 0 ? 'request lost' : undefined);
  expect(await unavailable(calls, { kind: 'renew', session: 'a' })).toBe(0);
  expect(await unavailable(calls, { kind: 'request', session: 'd', stream: 'goal' })).toBe(0);
});

test('a table in trouble is spared: if all calls fail, each is soon tried only once', async () => {
  attempts = 0;
  proxy.rules.fault = () => {
    attempts++;
    return 'InternalServerError';
  };
  expect(await unavailable(100, { kind: 'renew', session: 'a' })).toBe(100);
  expect(attempts).toBeLessThan(100 + 40);
});
