import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { onLambda } from '../../src/composition-root.ts';
import { documentTable } from '../../src/dynamodb/document-table.ts';
import { getUser } from '../../src/handlers/get-user.ts';
import { httpEvent, lambdaContext } from '../support/event.ts';

/**
 * What Lambda's own client of the runtime (npm aws-lambda-ric) does to a function whose log format is JSON: it wraps
 * all that goes through `console` into lines of its own, in which no metric is found; standard output it leaves as it
 * is.
 */
const wrapped = (['log', 'info', 'warn', 'error'] as const).map((method) => jest.spyOn(console, method));
for (const spy of wrapped) spy.mockImplementation(() => undefined);
const printed = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')];
for (const spy of printed) spy.mockImplementation(() => true);
const lines = () => printed.flatMap((spy) => spy.mock.calls.map(([line]) => JSON.parse(String(line))));

const LAMBDA = {
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  AWS_LAMBDA_LOG_LEVEL: 'TRACE',
  AWS_LAMBDA_FUNCTION_NAME: 'streamgate-test-getUser',
  AWS_LAMBDA_FUNCTION_VERSION: '41',
};
Object.assign(process.env, LAMBDA, { TABLE_NAME: 'users', AUTH: 'none', AWS_REGION: 'us-east-1' });

beforeEach(() => {
  for (const spy of [...wrapped, ...printed]) spy.mockClear();
});
afterAll(() => {
  jest.restoreAllMocks();
});

/** A fault that nobody expects, as a function logs it that starts with this LOG_LEVEL. */
async function failWith(level: string) {
  process.env.LOG_LEVEL = level;
  mockClient(DynamoDBDocumentClient).on(GetCommand).rejects(new Error('a fault'));
  const handler = onLambda(getUser, (name) => documentTable(new DynamoDBClient({}), name));
  await handler(httpEvent('GET /getuser', { rawQueryString: 'id=010' }), lambdaContext());
  return lines();
}

const metric = {
  RequestFailed: 1,
  service: 'streamgate',
  function: 'streamgate-test-getUser',
  version: '41',
  _aws: {
    CloudWatchMetrics: [{ Namespace: 'Streamgate', Dimensions: [['service'], ['service', 'function', 'version']] }],
  },
};

test('lines and metrics bypass Lambda’s wrapper, and a fault is also counted for its version', async () => {
  const [line, ...others] = await failWith('');
  expect(others).toEqual([]);
  expect(line).toMatchObject({ level: 'ERROR', code: 'request-failed', error: { message: 'a fault' }, ...metric });
  for (const spy of wrapped) expect(spy).not.toHaveBeenCalled();
});

test('LOG_LEVEL applies whatever Lambda’s level is, and dropped lines are still counted', async () => {
  const [line, ...others] = await failWith('SILENT');
  expect(others).toEqual([]);
  expect(line).toMatchObject(metric);
  expect(line).not.toHaveProperty('code');
});
