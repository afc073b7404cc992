import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Deps } from '../../src/domain/deps.ts';
import { isRefusal, Unavailable } from '../../src/domain/refusals.ts';
import { createUser, getUser, removeUser, renewStream, requestStream } from '../support/asking.ts';
import { adapt, openTable, type TestTable } from '../support/table.ts';

// Instances whose clocks differ, and three players who renew on time. What is tolerated is what is left of a lease when
// it is renewed: LEASE_SECONDS − RENEW_SECONDS.

let table: TestTable;
let users = 0;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

const PLAYERS = ['a', 'b', 'c'];

/** An instance whose clock is so many seconds ahead. */
const instance = (ahead: number) => ({ ...table.deps, now: () => table.clock.now() + ahead * 1000 });

/**
 * Three play and renew on time for ten minutes, and a fourth asks again and again.
 * @param renewing how far ahead the clock of the instance is that renews
 * @param starting how far ahead the clock is that the fourth comes to
 * @returns how often a player lost the lease, and how often the fourth got in
 */
async function play({ renewing, starting }: { renewing: number; starting: number }) {
  const id = `clocks-${users++}`;
  const [renewals, starts] = [instance(renewing), instance(starting)];
  await createUser(renewals, { id, name: 'Van Persie', subscription: 'basic plan' });
  for (const session of PLAYERS) await requestStream(renewals, { id, session, stream: 'goal' });
  let lost = 0;
  let admitted = 0;
  for (let round = 0; round < 10; round++) {
    for (let waited = 0; waited < table.deps.rules.renewSeconds; waited += 10) {
      if (!isRefusal(await requestStream(starts, { id, session: 'd', stream: 'goal' }))) admitted++;
      table.clock.pass(10);
    }
    // The last moment before the renewals arrive.
    if (!isRefusal(await requestStream(starts, { id, session: 'd', stream: 'goal' }))) admitted++;
    for (const session of PLAYERS) if (isRefusal(await renewStream(renewals, { id, session }))) lost++;
  }
  return { lost, admitted };
}

const tolerated = () => table.deps.rules.leaseSeconds - table.deps.rules.renewSeconds;

test('a clock that is ahead by less than a lease has left takes no slot', async () => {
  expect(await play({ renewing: 0, starting: tolerated() - 1 })).toEqual({ lost: 0, admitted: 0 });
});

test('nor does one if the clock that renews is behind by as much', async () => {
  expect(await play({ renewing: 1 - tolerated(), starting: 0 })).toEqual({ lost: 0, admitted: 0 });
});

test('a slow clock admits no session too early, and shortens no lease', async () => {
  expect(await play({ renewing: 0, starting: -3600 })).toEqual({ lost: 0, admitted: 0 });
  expect(await play({ renewing: 3600, starting: 0 })).toEqual({ lost: 0, admitted: 0 });
});

test('one that is ahead by all that a lease has left takes it over before it is renewed', async () => {
  const { lost, admitted } = await play({ renewing: 0, starting: tolerated() });
  expect(admitted).toBeGreaterThan(0);
  expect(lost).toBeGreaterThan(0);
});

test('whatever the clocks, stamps increase, and at most three sessions hold a lease', async () => {
  const id = `clocks-${users++}`;
  await createUser(instance(3600), { id, name: 'Van Persie', subscription: 'basic plan' });
  let last = 0;
  for (const [i, ahead] of [0, -140, 140, 3600, -3600, 0].entries()) {
    await requestStream(instance(ahead), { id, session: `s${i % 3}`, stream: 'goal' });
    await renewStream(instance(-ahead), { id, session: `s${i % 3}`, stream: `film-${i}` });
    const item = await table.item(id);
    expect(item?.changedAt).toBeGreaterThan(last);
    expect(item?.activeStreams).toBeLessThanOrEqual(3);
    last = Number(item?.changedAt);
  }
});

test('a renewal extends only the lease that it saw, not one of a new user with the same id', async () => {
  const id = `clocks-${users++}`;
  const client = new DynamoDBClient(table.config);
  const late = { ...instance(5), table: adapt(client, table.name) };
  const start = (deps: Deps, stream: string) =>
    requestStream(deps, { id, session: 'tv', stream, subscription: 'basic' });
  let renewals = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const isRenewal = JSON.stringify(args.input).includes('expiresAt <= :until');
      if (isRenewal && ++renewals === 1) {
        // Without a tombstone, the fence does not refuse the late write: the new user's stamp is earlier.
        const { rules, ...deps } = instance(11);
        await removeUser({ ...deps, rules: { ...rules, keepsTombstones: false } }, id);
        await start(instance(0), 'film');
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  await start(instance(10), 'film');
  expect(await start(late, 'news')).toMatchObject({ outcome: 'renewed', lease: { watching: ['news'] } });
  client.destroy();
  expect(renewals).toBe(2);
  const item = await table.item(id);
  const now = table.clock.now();
  expect(item).toMatchObject({ streams: { tv: { stream: 'news', startedAt: now, expiresAt: now + 155_000 } } });
});

test('a removal decides again if an instance with a fast clock writes between its read and its write', async () => {
  const id = `clocks-${users++}`;
  const [own, ahead] = [instance(0), instance(5)];
  await createUser(own, { id, name: 'Van Persie', subscription: 'basic plan' });
  const get: Deps['table']['get'] = async (...call) => {
    const item = await own.table.get(...call);
    await requestStream(ahead, { id, stream: 'goal' });
    return item;
  };
  expect(await removeUser({ ...own, table: { ...own.table, get } }, id)).toEqual({ existed: true });
  expect(await getUser(own, id)).toMatchObject({ refusal: 'user-not-found' });
});

test('a write meant for a former user whose stamp was ahead of the clock does nothing to a new one', async () => {
  const id = `clocks-${users++}`;
  const [own, ahead] = [instance(0), instance(5)];
  const user = { id, name: 'Van Persie', subscription: 'basic plan' };
  await createUser(own, user);
  let late: Parameters<Deps['table']['update']> | undefined;
  const update: Deps['table']['update'] = async (...call) => {
    late ??= call;
    throw new Unavailable('TimeoutError');
  };
  const lost = requestStream({ ...ahead, table: { ...own.table, update } }, { id, stream: 'goal' });
  await expect(lost).rejects.toThrow(Unavailable);
  table.clock.pass(0.001);
  await requestStream(ahead, { id, stream: 'film' });
  await removeUser(own, id);
  expect(await createUser(own, user)).toMatchObject({ id });
  if (late === undefined) throw new Error('Nothing was sent.');
  expect(await own.table.update(...late)).toMatchObject({ written: false });
});
