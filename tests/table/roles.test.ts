import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { roles } from '../../infra/roles.ts';
import { probe } from '../../src/domain/accounts.ts';
import { ACCESS } from '../../src/http/access.ts';
import {
  createUser,
  getStreams,
  getUser,
  listUsers,
  removeUser,
  renewStream,
  requestStream,
  revokeStreams,
  stopStream,
  updateUser,
} from '../support/asking.ts';
import { openTable, type TestTable } from '../support/table.ts';

interface Service {
  functions: Record<string, { role?: string }>;
}

const service: Service = parse(readFileSync('serverless.yml', 'utf8'), { logLevel: 'silent' });

const roleOf = (name: string) => `${name[0]?.toUpperCase()}${name.slice(1)}Role`;

const allowed = (name: string) =>
  (roles.Resources[roleOf(name)]?.Properties.Policies ?? [])
    .flatMap((policy) => policy.PolicyDocument.Statement.flatMap((statement) => statement.Action))
    .filter((action) => action.startsWith('dynamodb:'))
    .map((action) => action.replace('dynamodb:', ''))
    .sort();

let table: TestTable;
const id = '010';
const session = 'tv';
const USER = { id, name: 'Van Persie', subscription: 'basic plan' };

beforeAll(async () => {
  table = await openTable();
  await createUser(table.deps, USER);
  // The fence would refuse what comes in the same millisecond, and AWS returns the item with the refusal: no read.
  table.clock.pass(1);
});
afterAll(() => table.close());

/** Where an earlier release may run, a removal leaves no tombstone. */
const forgetful = () => ({ ...table.deps, rules: { ...table.deps.rules, keepsTombstones: false } });

/** Each function's work: all that it may come to ask of the table. */
const WORK: Record<string, () => Promise<unknown>[]> = {
  createUser: () => [
    createUser(table.deps, { ...USER, id: randomUUID() }),
    createUser(table.deps, USER),
    createUser(table.deps, { ...USER, id: 'former' }),
  ],
  requestStream: () => [
    requestStream(table.deps, { id, stream: 'a', session }),
    requestStream(table.deps, { id: 'nobody', stream: 'a' }),
  ],
  renewStream: () => [renewStream(table.deps, { id, session }), renewStream(table.deps, { id: 'nobody', session })],
  stopStream: () => [stopStream(table.deps, { id, session }), stopStream(table.deps, { id: 'nobody', session })],
  revokeStreams: () => [revokeStreams(table.deps, { id }), revokeStreams(table.deps, { id: 'nobody' })],
  getStreams: () => [getStreams(table.deps, id)],
  getUser: () => [getUser(table.deps, id)],
  updateUser: () => [updateUser(table.deps, { id, limit: 5 }), updateUser(table.deps, { id: 'nobody', limit: 5 })],
  removeUser: () => [removeUser(table.deps, id), removeUser(forgetful(), 'another')],
  getAllUsers: () => [
    listUsers(table.deps, { limit: 10 }),
    listUsers(table.deps, { limit: 10, subscription: 'basic plan' }),
  ],
  health: () => [probe(table.deps)],
};

test.each(Object.keys(WORK))('the role of %s allows what it asks of the table, and nothing else', async (name) => {
  for (const user of [id, 'another', 'former']) await createUser(table.deps, { ...USER, id: user });
  table.clock.pass(1);
  await removeUser(table.deps, 'former');
  // The fence would refuse what comes in the same millisecond, and AWS returns the item with the refusal: no read.
  table.clock.pass(1);
  table.calls.length = 0;
  await Promise.all(WORK[name]?.() ?? []);
  const used = [...new Set(table.calls.map(({ command }) => command.replace('Command', '')))].sort();
  // An engine that brings the item with the refusal of a creation leaves nothing to read, unless it is gone by then.
  const isBrought = name === 'createUser' && table.returnsItemOnRefusal;
  expect(used).toEqual(allowed(name).filter((action) => !(isBrought && action === 'GetItem')));
});

test('the work of every endpoint is tried', () => {
  expect(Object.keys(WORK).sort()).toEqual(Object.keys(ACCESS).sort());
});

test('each function has its own role, and each role its function', () => {
  const functions = Object.keys(service.functions);
  for (const [name, definition] of Object.entries(service.functions)) {
    expect({ ...definition, name }).toMatchObject({ name, role: roleOf(name) });
  }
  expect(Object.keys(roles.Resources).sort()).toEqual(functions.map(roleOf).sort());
});
