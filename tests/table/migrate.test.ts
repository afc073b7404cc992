import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createUser, listUsers } from '../support/asking.ts';
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
      ...{ AWS_ENDPOINT_URL: table.endpoint, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      ...{ TABLE_NAME: table.name, AUTH: 'none' },
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
      ...{ id: `old-${i}`, name: 'Old', subscription: ' Basic Plan', plan: 'basic plan' },
      ...{ createdAt: 1, activeStreams: 0, streams: {} },
    });
  }
  await createUser(table.deps, { id: 'new', name: 'New', subscription: 'basic plan' });
  const listed = async () => {
    const page = await listUsers(table.deps, { limit: 100, subscription: 'basic plan' });
    return 'users' in page ? page.users.length : page.refusal;
  };
  expect(await listed()).toBe(1);
  expect(await migrate('--stage', 'dev')).toMatchObject({ status: 0, output: expect.stringContaining('20 added') });
  expect(await listed()).toBe(21);
  expect(await migrate('--stage', 'dev')).toMatchObject({ status: 0, output: expect.stringContaining(' 0 added') });
});

test('it says what it needs', async () => {
  expect(await migrate()).toMatchObject({ status: 1, output: expect.stringContaining('Name the stage') });
  expect(await migrate('--help')).toMatchObject({ status: 0, output: expect.stringContaining('while viewers watch') });
});
