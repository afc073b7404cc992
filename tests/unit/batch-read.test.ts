import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { readUsers } from '../../src/domain/batch-read.ts';
import { Unavailable } from '../../src/domain/refusals.ts';
import { plainTable } from '../../src/dynamodb/plain-table.ts';

const client = new DynamoDBClient({ region: 'us-east-1' });
const mock = mockClient(client);
beforeEach(() => {
  mock.reset();
});

const deps = (random: () => number, signal?: AbortSignal) => ({
  table: plainTable(client, 'users'),
  random,
  ...(signal === undefined ? {} : { signal }),
});
const user = (id: string) =>
  marshall({
    id,
    name: id,
    subscription: 'a',
    plan: 'a',
    createdAt: 1,
    activeStreams: 0,
    streams: {},
  });
const unread = (...ids: string[]) => ({ users: { Keys: ids.map((id) => ({ id: { S: id } })) } });
const asked = () =>
  mock
    .commandCalls(BatchGetItemCommand)
    .map(({ args: [command] }) => command.input.RequestItems?.users?.Keys?.map(({ id }) => id?.S));

test('keys that a batch leaves unread are read again, and the order stays', async () => {
  mock
    .on(BatchGetItemCommand)
    .resolvesOnce({ Responses: { users: [user('c')] }, UnprocessedKeys: unread('a', 'b') })
    .resolvesOnce({ UnprocessedKeys: unread('b', 'a') })
    .resolves({ Responses: { users: [user('b'), user('a')] } });
  const users = await readUsers(
    deps(() => 0),
    ['a', 'b', 'c', 'gone'],
  );
  expect(users.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(asked()).toEqual([
    ['a', 'b', 'c', 'gone'],
    ['a', 'b'],
    ['b', 'a'],
  ]);
});

test('a table that reads nothing is asked five times, with growing waits, and then the answer is Unavailable', async () => {
  mock.on(BatchGetItemCommand).resolves({ UnprocessedKeys: unread('a') });
  let waits = 0;
  const random = () => {
    waits++;
    return 0.2;
  };
  const began = performance.now();
  const error = await readUsers(deps(random), ['a']).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Unavailable);
  expect(error).toBeInstanceOf(Unavailable);
  expect(asked()).toHaveLength(5);
  expect(waits).toBe(4);
  // A fifth of 50, 100, 200 and 400 ms; a timer may be a millisecond early.
  expect(performance.now() - began).toBeGreaterThan(146);
});

test('an abort signal ends a wait', async () => {
  mock.on(BatchGetItemCommand).resolves({ UnprocessedKeys: unread('a') });
  const error = await readUsers(
    deps(() => 1, AbortSignal.timeout(10)),
    ['a'],
  ).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Unavailable);
  expect(asked().length).toBeLessThan(3);
});
