import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { listingKey, shardOf } from '../../src/domain/plan-index.ts';
import { createUser, listUsers, requestStream } from '../support/asking.ts';
import { openTable, type TestTable } from '../support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

/** Not by spawnSync: the engine runs in this process. */
async function migrate(...options: string[]) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'scripts/migrate.ts', ...options], {
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: table.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      TABLE_NAME: table.name,
      AUTH: 'none',
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [status] = await once(child, 'close');
  return { status, output };
}

test('users of version 1 are listed by subscription once the command has gone through the table', async () => {
  for (let i = 0; i < 20; i++) {
    await table.put({
      id: `old-${i}`,
      name: 'Old',
      subscription: ' Basic Plan',
      plan: 'basic plan',
      createdAt: 1,
      activeStreams: 0,
      streams: {},
    });
  }
  await createUser(table.deps, { id: 'new', name: 'New', subscription: 'basic plan' });
  const listed = async () => {
    const page = await listUsers(table.deps, { limit: 100, subscription: 'basic plan' });
    return 'users' in page ? page.users.length : page.refusal;
  };
  expect(await listed()).toBe(1);
  expect(await migrate('--stage', 'dev')).toMatchObject({ status: 0, output: expect.stringContaining('20 changed') });
  expect(await listed()).toBe(21);
  expect(await migrate('--stage', 'dev')).toMatchObject({ status: 0, output: expect.stringContaining(' 0 changed') });
});

test('plans get the new spelling, and users their plan’s limit', async () => {
  const stored = { name: 'Old', createdAt: 1, changedAt: 1, activeStreams: 0, streams: {} };
  const spelled = { nfd: 'Pre\u0301mium Plan', blanks: 'Prémium  Plan', nbsp: 'Prémium\u00a0Plan' };
  for (const [id, subscription] of Object.entries(spelled)) {
    const plan = subscription.toLowerCase();
    await table.put({ ...stored, id, subscription, plan, listing: listingKey(plan, shardOf(id)) });
  }
  // A removed user.
  await table.put({ id: 'gone', changedAt: 1 });
  const limits = { standard: 0, byPlan: new Map([['prémium plan', 5]]) };
  const deps = { ...table.deps, rules: { ...table.deps.rules, limits } };
  const start = (id: string) => requestStream(deps, { id, stream: 'film', session: 'tv' });
  expect(await start('nfd')).toMatchObject({ refusal: 'stream-limit-reached' });

  expect(await migrate('--stage', 'dev')).toMatchObject({ status: 0, output: expect.stringContaining('3 changed') });

  for (const id of Object.keys(spelled)) expect(await start(id)).toMatchObject({ outcome: 'admitted' });
  expect(await table.item('gone')).toEqual({ id: 'gone', changedAt: 1 });
  const page = await listUsers(table.deps, { limit: 100, subscription: 'PRÉMIUM PLAN' });
  expect('users' in page && page.users.map(({ id }) => id).sort()).toEqual(Object.keys(spelled).sort());
});

test('it prints its usage', async () => {
  expect(await migrate()).toMatchObject({ status: 1, output: expect.stringContaining('Name the stage') });
  expect(await migrate('--help')).toMatchObject({ status: 0, output: expect.stringContaining('while viewers watch') });
});
