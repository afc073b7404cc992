import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { documentTable } from '../../src/dynamodb/document-table.ts';
import { testEndpoints } from '../support/endpoints.ts';
import { httpEvent, lambdaContext } from '../support/event.ts';

const client = new DynamoDBClient({ region: 'us-east-1' });
const mock = mockClient(DynamoDBDocumentClient);
const printed = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')];
for (const spy of printed) spy.mockImplementation(() => true);
const lines = () => printed.flatMap((spy) => spy.mock.calls.map(([line]) => String(line)));

let now = 1_000_000;
const { health } = testEndpoints({ table: documentTable(client, 'users'), now: () => now });

beforeEach(() => {
  // Past all that an instance keeps.
  now += 60_000;
  mock.reset();
  for (const spy of printed) spy.mockClear();
});
afterAll(() => {
  jest.restoreAllMocks();
});

const ask = async () => {
  const { statusCode, headers, body } = await health(httpEvent('GET /health'), lambdaContext());
  return { status: statusCode, headers, body: JSON.parse(body ?? '') };
};
const fails = () =>
  mock.on(GetCommand).rejects(Object.assign(new Error('no table'), { name: 'ResourceNotFoundException' }));

test('each good answer of the table is counted', async () => {
  mock.on(GetCommand).resolves({});
  expect(await ask()).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(lines().join()).toContain('"HealthLatency":');
});

test('after any fault the service is unhealthy, and the log has the cause', async () => {
  fails();
  expect(await ask()).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { code: 'unavailable' } });
  expect(lines().join()).not.toContain('HealthLatency');
  expect(lines().join()).toContain('no table');
});

test('no metric that pages or rolls a release back counts a bad answer', async () => {
  fails();
  await ask();
  expect(lines().join()).not.toMatch(/RequestUnavailable|RequestFailed/);
});

test.each([
  ['good', () => mock.on(GetCommand).resolves({}), 200],
  ['bad', fails, 503],
])('however often it is asked: a %s answer is given again for five seconds', async (_, engine, status) => {
  engine();
  for (let i = 0; i < 100; i++) expect(await ask()).toMatchObject({ status });
  expect(mock.calls()).toHaveLength(1);
  expect(lines()).toHaveLength(1);
  now += 5000;
  await ask();
  expect(mock.calls()).toHaveLength(2);
});
