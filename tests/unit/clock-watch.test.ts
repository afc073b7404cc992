import { Readable } from 'node:stream';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { HttpResponse } from '@smithy/core/protocols';
import { SKEW_MS, watchClock } from '../../src/dynamodb/clock-watch.ts';

const NOON = Date.parse('2026-11-24T12:00:00Z');
let time = NOON;
let status = 200;
let told: number[] = [];

/** A table whose clock stands at noon; this instance's shows `time`. */
const client = new DynamoDBClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  requestHandler: {
    handle: async () => ({
      response: new HttpResponse({
        statusCode: status,
        headers: { date: new Date(NOON).toUTCString() },
        body: Readable.from(
          status === 200 ? '{}' : '{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"}',
        ),
      }),
    }),
  },
});
watchClock(
  client,
  () => time,
  (seconds) => told.push(seconds),
);
const call = () =>
  client.send(new GetItemCommand({ TableName: 'users', Key: { id: { S: '1' } } })).catch(() => undefined);

beforeEach(async () => {
  // Long ago, so that the next call looks at the clock again.
  time = NOON - 3_600_000;
  await call();
  told = [];
  status = 200;
});

test.each([
  ['right', 0, []],
  ['right to the second', SKEW_MS - 1, []],
  ['ahead', SKEW_MS, [5]],
  ['behind', -140_000, [-140]],
])('a clock that is %s', async (_name, ahead, expected) => {
  time = NOON + ahead;
  await call();
  expect(told).toEqual(expected);
});

test('a refused condition has the table’s time too', async () => {
  time = NOON + 60_000;
  status = 400;
  await call();
  expect(told).toEqual([60]);
});

test('a wrong clock is reported once a minute', async () => {
  for (const seconds of [60, 61, 119, 120, 121]) {
    time = NOON + seconds * 1000;
    await call();
  }
  expect(told).toEqual([60, 120]);
});
