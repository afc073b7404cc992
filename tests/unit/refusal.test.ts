import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import type { Deps } from '../../src/domain/deps.ts';
import { plainTable } from '../../src/dynamodb/plain-table.ts';
import { createUser, removeUser, renewStream, requestStream, revokeStreams, stopStream } from '../support/asking.ts';
import { testDeps } from '../support/table.ts';

// What DynamoDB does and the embedded engine does not: the item comes with the refusal. Its form is what AWS sends.
const now = 1_795_435_200_000;
const client = new DynamoDBClient({ region: 'us-east-1' });
const mock = mockClient(client);
const deps: Deps = { ...testDeps(plainTable(client, 'users')), now: () => now };

const lease = (stream: string, expiresAt: number, more: { pace?: number } = {}) => ({
  stream,
  startedAt: now - 1000,
  expiresAt,
  ...more,
});

const user = (...leases: [string, ReturnType<typeof lease>][]) => ({
  id: '010',
  name: 'Van Persie',
  subscription: 'Basic Plan',
  plan: 'basic plan',
  createdAt: now,
  activeStreams: leases.length,
  lastSeenAt: now,
  streams: Object.fromEntries(leases),
});

const refusal = (item: object, attempts = 1) =>
  new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { attempts },
    Item: marshall(item),
  });

const full = user(['a', lease('a', now + 1)], ['b', lease('b', now + 1)], ['c', lease('c', now + 1)]);

beforeEach(() => {
  mock.reset();
});

test('a denial uses the item of the refusal: one call and no read', async () => {
  mock.on(UpdateItemCommand).rejects(refusal(full));
  expect(await requestStream(deps, { id: '010', stream: 'd' })).toMatchObject({
    refusal: 'stream-limit-reached',
    limit: 3,
    activeStreams: 3,
    streams: [{ stream: 'a' }, { stream: 'b' }, { stream: 'c' }],
  });
  expect(mock.calls()).toHaveLength(1);
  expect(mock.commandCalls(UpdateItemCommand)[0]?.args[0].input).toMatchObject({
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
});

test('a reclaim uses the item of the refusal: two calls and no read', async () => {
  const stale = user(['a', lease('a', now)], ['b', lease('b', now + 1)], ['c', lease('c', now - 1)]);
  const after = user(['b', lease('b', now + 1)], ['d', { stream: 'd', startedAt: now, expiresAt: now + 150_000 }]);
  mock
    .on(UpdateItemCommand)
    .rejectsOnce(refusal(stale))
    .resolves({ Attributes: marshall(after) });
  expect(await requestStream(deps, { id: '010', stream: 'd' })).toMatchObject({
    outcome: 'reclaimed',
    reclaimed: ['a', 'c'],
  });
  expect(mock.calls()).toHaveLength(2);
});

test('a renewal and a stop learn from the refusal that the lease is gone', async () => {
  mock.on(UpdateItemCommand).rejects(refusal(full));
  expect(await renewStream(deps, { id: '010', session: 'd' })).toMatchObject({ refusal: 'stream-ended' });
  expect(await stopStream(deps, { id: '010', session: 'd' })).toMatchObject({
    stopped: false,
    view: { activeStreams: 3 },
  });
  expect(mock.commandCalls(GetItemCommand)).toHaveLength(0);
});

test('a refusal without an item is followed by one consistent read', async () => {
  mock.on(UpdateItemCommand).rejects(new ConditionalCheckFailedException({ message: '', $metadata: {} }));
  mock.on(GetItemCommand).resolves({});
  expect(await requestStream(deps, { id: '010', stream: 'd' })).toEqual({ refusal: 'user-not-found', id: '010' });
  expect(mock.commandCalls(GetItemCommand)[0]?.args[0].input).toMatchObject({ ConsistentRead: true });
});

test('a request that loses every race gives up after twelve writes', async () => {
  const stale = user(['a', lease('a', now)], ['b', lease('b', now + 1)], ['c', lease('c', now + 1)]);
  mock.on(UpdateItemCommand).rejects(refusal(stale));
  expect(await requestStream(deps, { id: '010', stream: 'd' })).toEqual({ refusal: 'contended', id: '010' });
  expect(mock.calls()).toHaveLength(12);
});

test('a slow refusal is not followed by another write: the function must answer in time', async () => {
  const stale = user(['a', lease('a', now)], ['b', lease('b', now + 1)], ['c', lease('c', now + 1)]);
  let time = now;
  mock.on(UpdateItemCommand).callsFake(() => {
    time += 2001;
    throw refusal(stale);
  });
  const slow = { ...deps, now: () => time };
  expect(await requestStream(slow, { id: '010', stream: 'd' })).toEqual({ refusal: 'contended', id: '010' });
  expect(mock.calls()).toHaveLength(1);
});

test('a renewal whose second write has no time left succeeds with its first write', async () => {
  const short = lease('a', now + 150_000, { pace: 150_000 });
  let time = now;
  mock.on(UpdateItemCommand).callsFake(() => {
    time += 2001;
    return { Attributes: marshall(user(['a', short])) };
  });
  const rules = { ...deps.rules, spareLeaseSeconds: 750, spareRenewSeconds: 300 };
  const slow = { ...deps, rules, now: () => time };
  const expiresAt = new Date(now + 150_000).toISOString();
  expect(await renewStream(slow, { id: '010', session: 'a' })).toMatchObject({ lease: { expiresAt } });
  expect(mock.calls()).toHaveLength(1);
});

describe('a second attempt, after a lost answer and other requests,', () => {
  const later = now + 5;
  const again = { ...lease('a', later + 150_000), startedAt: later };

  test('stops no lease that its session has got since', async () => {
    mock.on(UpdateItemCommand).rejects(refusal({ ...user(['a', again]), changedAt: later }, 2));
    let time = now;
    const clock = () => {
      const read = time;
      time = later;
      return read;
    };
    expect(await stopStream({ ...deps, now: clock }, { id: '010', session: 'a' })).toMatchObject({
      stopped: false,
      view: { watching: ['a'] },
    });
    // A lease that starts in the future may be older than the stop: an instance whose clock is ahead may have started
    // it.
    expect(await stopStream(deps, { id: '010', session: 'a' })).toMatchObject({ refusal: 'contended' });
    expect(mock.calls()).toHaveLength(2);
  });

  test('removes no user who was created since', async () => {
    mock.on(GetItemCommand).resolves({ Item: marshall(user()) });
    mock.on(UpdateItemCommand).rejects(refusal({ ...user(), createdAt: later, changedAt: later }, 2));
    expect(await removeUser(deps, '010')).toEqual({ existed: false });
    expect(mock.calls()).toHaveLength(2);
  });

  test('revokes no lease that has started since', async () => {
    const item = { ...user(['a', again]), changedAt: later, revokedAt: now, blockedUntil: now + 1000 };
    mock.on(UpdateItemCommand).rejects(refusal(item, 2));
    expect(await revokeStreams(deps, { id: '010', blockSeconds: 1 })).toEqual({
      id: '010',
      revoked: [],
      blockedUntil: new Date(now + 1000).toISOString(),
    });
    expect(mock.calls()).toHaveLength(1);
  });
});

test('a user created by another caller in the same millisecond is a 409', async () => {
  const own = { ...user(), lastSeenAt: undefined };
  const item = JSON.parse(JSON.stringify(own));
  const body = { id: '010', name: 'Van Persie', subscription: 'Basic Plan' };
  mock.on(PutItemCommand).rejectsOnce(refusal(item, 1)).rejectsOnce(refusal(item, 2));
  expect(await createUser(deps, body)).toEqual({ refusal: 'user-exists', id: '010' });
  expect(await createUser(deps, body)).toMatchObject({ id: '010', Name: 'Van Persie' });
});

test('an item that this service did not write is a fault, not an answer', async () => {
  mock.on(UpdateItemCommand).rejects(refusal({ ...full, activeStreams: 'three' }));
  await expect(requestStream(deps, { id: '010', stream: 'd' })).rejects.toThrow();
});
