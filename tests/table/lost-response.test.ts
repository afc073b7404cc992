import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createUser, getUser, removeUser, renewStream, requestStream, stopStream } from '../support/asking.ts';
import { LossyTransport } from '../support/lost-response.ts';
import { openTable, type TestTable } from '../support/table.ts';

const transport = new LossyTransport();
let table: TestTable;
let id = '';
let users = 0;

beforeAll(async () => {
  table = await openTable({ requestHandler: transport });
});
afterAll(() => table.close());
beforeEach(async () => {
  id = `user-${users++}`;
  await createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
});

/** A moment later than what was before: a write of the same millisecond would be refused at first. */
const start = (stream: string) => {
  table.clock.pass(0.001);
  return requestStream(table.deps, { id, stream });
};

test('create: after a lost answer the SDK’s second attempt finds its own item, and the user is created once', async () => {
  transport.losses = 1;
  const created = await createUser(table.deps, { id: `${id}-new`, name: 'New', subscription: 'basic plan' });
  expect(created).toMatchObject({ id: `${id}-new`, Name: 'New' });
});

test('create: an item that another caller put meanwhile is not taken for its own', async () => {
  const taken = { id: `${id}-taken`, name: 'Somebody else', subscription: 'basic plan' };
  await createUser(table.deps, taken);
  transport.losses = 1;
  expect(await createUser(table.deps, { ...taken, name: 'New' })).toMatchObject({ refusal: 'user-exists' });
});

test('admit: after a lost answer the SDK’s second attempt finds its own lease, and that is no renewal', async () => {
  transport.losses = 1;
  expect(await start('a')).toMatchObject({ outcome: 'admitted', lease: { activeStreams: 1 } });
  expect(await table.item(id)).toMatchObject({ activeStreams: 1 });
});

test('admit: the last slot is not lost to a lost response', async () => {
  await start('a');
  await start('b');
  transport.losses = 2;
  expect(await start('c')).toMatchObject({ outcome: 'admitted', lease: { activeStreams: 3 } });
});

test('reclaim: expired leases are removed once', async () => {
  for (const stream of ['a', 'b', 'c']) await start(stream);
  table.clock.pass(150);
  transport.losses = 1;
  transport.only = 'ended = :ended';
  expect(await start('d')).toMatchObject({
    outcome: 'reclaimed',
    lease: { activeStreams: 1 },
    reclaimed: ['a', 'b', 'c'],
  });
  transport.only = '';
  expect(await table.item(id)).toMatchObject({ activeStreams: 1 });
});

test('renew and stop: the second attempt has no second effect', async () => {
  await start('a');
  await start('b');
  table.clock.pass(0.001);
  transport.losses = 1;
  expect(await renewStream(table.deps, { id, session: 'a' })).toMatchObject({ lease: { activeStreams: 2 } });
  table.clock.pass(0.001);
  transport.losses = 1;
  expect(await stopStream(table.deps, { id, session: 'a' })).toMatchObject({ view: { activeStreams: 1 } });
  expect(await table.item(id)).toMatchObject({ activeStreams: 1 });
});

test('remove: a user who is gone is removed', async () => {
  table.clock.pass(1);
  table.clock.pass(0.001);
  transport.losses = 1;
  expect(await removeUser(table.deps, id)).toEqual({ existed: false });
  expect(await getUser(table.deps, id)).toEqual({ refusal: 'user-not-found', id });
});
