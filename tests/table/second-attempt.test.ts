import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Deps } from '../../src/domain/deps.ts';
import { Unavailable } from '../../src/domain/refusals.ts';
import { createUser, getUser, removeUser, requestStream, revokeStreams, stopStream } from '../support/asking.ts';
import { LossyTransport } from '../support/lost-response.ts';
import { adapt, openTable, type TestTable } from '../support/table.ts';

// The engine does what a request's first attempt says, and its answer is lost. Others follow. Then the second attempt
// comes.

const DAY = 86_400;
const session = 'tv';
const transport = new LossyTransport();
let table: TestTable;
let client: DynamoDBClient;
let unlucky: Deps;
let id = '';
let users = 0;

beforeAll(async () => {
  table = await openTable();
  client = new DynamoDBClient({ ...table.config, requestHandler: transport });
  unlucky = { ...table.deps, table: adapt(client, table.name) };
});
afterAll(async () => {
  client.destroy();
  await table.close();
});
beforeEach(async () => {
  id = `user-${users++}`;
  await create();
  await start();
});

const later = (seconds = 0.001) => table.clock.pass(seconds);
const create = () => createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
const revoke = (blockSeconds?: number) => {
  later();
  return revokeStreams(table.deps, { id, blockSeconds });
};
const start = (subscription?: string) => {
  later();
  return requestStream(table.deps, { id, stream: 'goal', session, subscription });
};
const remove = () => {
  later();
  return removeUser(table.deps, id);
};

/** @param meanwhile what happens between the loss of the first answer and the second attempt */
function losing<T>(request: (deps: Deps) => Promise<T>, meanwhile: () => Promise<unknown>): Promise<T> {
  later();
  transport.losses = 1;
  transport.meanwhile = meanwhile;
  return request(unlucky);
}

/** The lease is there, and nothing keeps its session out. */
async function plays(): Promise<void> {
  const item = await table.item(id);
  expect(item).toMatchObject({ activeStreams: 1, streams: { [session]: { stream: 'goal' } } });
  expect(item).not.toHaveProperty('blockedUntil');
}

test('a revoke, another revoke and a start: the start keeps its lease', async () => {
  const answer = await losing(
    (deps) => revokeStreams(deps, { id }),
    async () => [await revoke(), await start()],
  );
  expect(answer).toEqual({ refusal: 'contended', id });
  await plays();
});

test('a revoke with a block for a day, the block lifted, a start: the user is not blocked again', async () => {
  const answer = await losing(
    (deps) => revokeStreams(deps, { id, blockSeconds: DAY }),
    async () => [await revoke(0), await start()],
  );
  expect(answer).toEqual({ refusal: 'contended', id });
  await plays();
});

test('a revoke, the user removed and created again, a start: the start keeps its lease', async () => {
  const answer = await losing(
    (deps) => revokeStreams(deps, { id }),
    async () => [await remove(), later(), await create(), await start()],
  );
  expect(answer).toEqual({ refusal: 'contended', id });
  await plays();
});

test('a stop, the user removed, an enrolment of the same session: the session keeps its lease', async () => {
  const answer = await losing(
    (deps) => stopStream(deps, { id, session }),
    async () => [await remove(), await start('basic plan')],
  );
  expect(answer).toMatchObject({ stopped: false });
  await plays();
});

test.each([
  ['the answer', false],
  ['the request', true],
])('a removal by a clock that is behind the one that made the user, %s lost: the user is gone', async (_, before) => {
  const ahead = { ...table.deps, now: () => table.clock.now() + 5000 };
  id = `user-${users++}`;
  await createUser(ahead, { id, name: 'Van Persie', subscription: 'basic plan' });
  transport.beforeTheEngine = before;
  const answer = await losing(
    (deps) => removeUser(deps, id),
    async () => undefined,
  );
  transport.beforeTheEngine = false;
  expect(answer).toEqual({ existed: before });
  expect(await getUser(table.deps, id)).toMatchObject({ refusal: 'user-not-found' });
});

test.each([
  ['with a tombstone', true],
  ['without a tombstone', false],
])('a removal %s, the user created again by a slow clock: the new user stays', async (_, keepsTombstones) => {
  const behind = { ...table.deps, now: () => table.clock.now() - 1000 };
  later(2);
  const answer = await losing(
    (deps) => removeUser({ ...deps, rules: { ...deps.rules, keepsTombstones } }, id),
    () => createUser(behind, { id, name: 'Van Persie', subscription: 'premium plan' }),
  );
  expect(answer).toEqual({ existed: false });
  expect(await table.item(id)).toMatchObject({ subscription: 'premium plan' });
});

test('a take-over is recorded as one, although a millisecond passes between its writes and their answers', async () => {
  later(150);
  for (const other of ['a', 'b']) await requestStream(table.deps, { id, stream: 'film', session: other });
  const now = () => {
    later();
    return table.clock.now();
  };
  transport.losses = 1;
  transport.only = 'ended = :ended';
  transport.meanwhile = async () => later();
  const answer = await requestStream({ ...unlucky, now }, { id, stream: 'film', session: 'c' });
  transport.only = '';
  expect(transport.losses).toBe(0);
  expect(answer).toMatchObject({ outcome: 'reclaimed', reclaimed: [session] });
});

test('a removal that got a 503, and arrives after the user has changed, removes nobody', async () => {
  const kept: (() => ReturnType<Deps['table']['update']>)[] = [];
  const update: Deps['table']['update'] = (...call) => {
    kept.push(() => table.deps.table.update(...call));
    throw new Unavailable('TimeoutError');
  };
  later();
  await expect(removeUser({ ...table.deps, table: { ...table.deps.table, update } }, id)).rejects.toThrow(Unavailable);
  later(1);
  await start();
  expect(await kept[0]?.()).toMatchObject({ written: false });
  await plays();
});
