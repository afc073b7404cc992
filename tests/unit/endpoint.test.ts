import { DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import * as z from 'zod/mini';
import { plainTable } from '../../src/dynamodb/plain-table.ts';
import { testEndpoints } from '../support/endpoints.ts';
import { httpEvent, lambdaContext } from '../support/event.ts';

const client = new DynamoDBClient({ region: 'us-east-1' });
const mock = mockClient(client);
const { requestStream, renewStream, getUser } = testEndpoints({ table: plainTable(client, 'users') });
const printed = [jest.spyOn(process.stdout, 'write'), jest.spyOn(process.stderr, 'write')];
for (const spy of printed) spy.mockImplementation(() => true);
const lines = () => printed.flatMap((spy) => spy.mock.calls.map(([line]) => String(line)));

beforeEach(() => {
  mock.reset();
  for (const spy of printed) spy.mockClear();
});
afterAll(() => {
  jest.restoreAllMocks();
});

const leaseHolder = {
  id: '010',
  name: 'Van Persie',
  subscription: 'Basic Plan',
  plan: 'basic plan',
  createdAt: 1,
  activeStreams: 1,
  lastSeenAt: 2,
  streams: { a: { stream: 'a', startedAt: 1, expiresAt: Date.now() + 3_600_000 } },
};

const call = async (handler: typeof requestStream, event: ReturnType<typeof httpEvent>, remainingMs?: number) => {
  const { statusCode, headers, body } = await handler(event, lambdaContext(remainingMs));
  return { status: statusCode, headers, body: JSON.parse(body ?? '') };
};

const start = (options: Parameters<typeof httpEvent>[1]) =>
  call(requestStream, httpEvent('POST /requeststream', { body: '{"id":"010","stream":"a"}', ...options }));

test('an admission that leaves a user above the limit is counted', async () => {
  const { a } = leaseHolder.streams;
  const above = { ...leaseHolder, activeStreams: 4, streams: { a, b: a, c: a, d: a } };
  mock.on(UpdateItemCommand).resolves({ Attributes: marshall(above) });
  await start({});
  expect(lines().filter((line) => line.includes('OverAdmitted'))).toHaveLength(1);
  mock.on(UpdateItemCommand).resolves({ Attributes: marshall(leaseHolder) });
  await start({});
  expect(lines().filter((line) => line.includes('OverAdmitted'))).toHaveLength(1);
});

describe('a body', () => {
  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'Application/JSON',
    undefined,
  ])('is JSON when its type is %s', async (type) => {
    mock.on(UpdateItemCommand).resolves({ Attributes: marshall(leaseHolder) });
    expect(await start({ headers: type === undefined ? {} : { 'content-type': type } })).toMatchObject({ status: 200 });
  });

  test('is in base64 if API Gateway does not know its type as text', async () => {
    mock.on(UpdateItemCommand).resolves({ Attributes: marshall(leaseHolder) });
    const body = Buffer.from('{"id":"010","stream":"a"}').toString('base64');
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await start({ body, headers, isBase64Encoded: true })).toMatchObject({ status: 200, body: { id: '010' } });
  });

  test.each([
    ['that is empty', { body: '' }, 400, 'invalid-request'],
    ['that is not JSON', { body: '{"id":"010"' }, 400, 'invalid-request'],
    [
      'that is not UTF-8',
      { body: Buffer.from([0xff, 0xfe]).toString('base64'), isBase64Encoded: true },
      400,
      'invalid-request',
    ],
    [
      'in Latin-1, in base64',
      {
        body: Buffer.from('{"id":"010","stream":"a","device":"Fernseher Küche"}', 'latin1').toString('base64'),
        isBase64Encoded: true,
      },
      400,
      'invalid-request',
    ],
    [
      'in Latin-1, as API Gateway hands over a text',
      { body: Buffer.from('{"id":"010","stream":"a","device":"Fernseher Küche"}', 'latin1').toString('utf8') },
      400,
      'invalid-request',
    ],
    ['over 8 KB', { body: JSON.stringify({ id: '010', stream: 'x'.repeat(9000) }) }, 413, 'body-too-large'],
    ['of XML', { headers: { 'content-type': 'application/xml' } }, 415, 'unsupported-media-type'],
    ['of parts', { headers: { 'content-type': 'multipart/form-data; boundary=x' } }, 415, 'unsupported-media-type'],
  ])('%s is refused', async (_, options, status, code) => {
    const answer = await start(options);
    expect(answer).toMatchObject({ status, body: { status, code, requestId: 'request-1' } });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/problem+json', 'x-request-id': 'request-1' });
    expect(mock.calls()).toHaveLength(0);
  });
});

test.each([
  ['id=auth0+5f', 'There is no user auth0 5f. A + in a query is a blank: encode + as %2B.'],
  ['id=auth0%2B5f', 'There is no user auth0+5f.'],
  ['id=auth0%205f', 'There is no user auth0 5f.'],
])('a query %s for nobody says: %s', async (rawQueryString, detail) => {
  mock.on(GetItemCommand).resolves({});
  expect(await call(getUser, httpEvent('GET /getuser', { rawQueryString }))).toMatchObject({
    status: 404,
    body: { detail },
  });
});

describe('a fault of the table', () => {
  test.each([
    Object.assign(new Error('slow down'), { name: 'ProvisionedThroughputExceededException' }),
    Object.assign(new Error('slow down'), { name: 'ThrottlingException' }),
    Object.assign(new Error('slow down'), { name: 'RequestLimitExceeded' }),
    Object.assign(new Error('oops'), { name: 'InternalServerError', $metadata: { httpStatusCode: 500 } }),
    Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
    Object.assign(new Error('timed out'), { name: 'TimeoutError' }),
    Object.assign(new Error('aborted'), { name: 'AbortError' }),
  ])('such as “%s” is a 503 that says when to try again', async (fault) => {
    mock.on(UpdateItemCommand).rejects(fault);
    const answer = await start({});
    expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' }, headers: { 'retry-after': '1' } });
    expect(lines().filter((line) => line.includes('"code":"request-failed"'))).toHaveLength(1);
    expect(lines().join()).toContain('"RequestUnavailable":1');
  });

  test('that is unexpected is a 500 without details; the log has them', async () => {
    mock.on(GetItemCommand).rejects(new Error('secret detail'));
    const answer = await call(getUser, httpEvent('GET /getuser', { rawQueryString: 'id=010' }));
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal-error' } });
    expect(JSON.stringify(answer)).not.toContain('secret');
    expect(lines().join()).toContain('secret detail');
    expect(lines().join()).toContain('"RequestFailed":1');
  });

  test('ends with the function’s time: a query is aborted', async () => {
    mock.on(GetItemCommand).callsFake(() => {
      const { abortSignal } = z.parse(z.object({ abortSignal: z.instanceof(AbortSignal) }), mock.call(0).args.at(1));
      return new Promise((_, reject) => {
        abortSignal.addEventListener('abort', () => reject(Object.assign(new Error(), { name: 'AbortError' })));
      });
    });
    const event = httpEvent('GET /getuser', { rawQueryString: 'id=010' });
    expect(await call(getUser, event, 520)).toMatchObject({ status: 503 });
  });
});

describe('the log', () => {
  const metric = {
    StreamAdmitted: 1,
    service: 'streamgate',
    _aws: {
      Timestamp: expect.any(Number),
      CloudWatchMetrics: [
        { Namespace: 'Streamgate', Dimensions: [['service']], Metrics: [{ Name: 'StreamAdmitted', Unit: 'Count' }] },
      ],
    },
  };

  test('has one line for an admission, with the request’s id and the metric', async () => {
    mock.on(UpdateItemCommand).resolves({ Attributes: marshall(leaseHolder) });
    for (let i = 0; i < 2; i++) await start({});
    expect(lines()).toHaveLength(2);
    for (const line of lines()) {
      expect(JSON.parse(line)).toMatchObject({
        level: 'INFO',
        code: 'stream-admitted',
        user: '010',
        session: 'a',
        requestId: 'request-1',
        ...metric,
      });
    }
  });

  test('is silent on a renewal and on bad input, and never has a name', async () => {
    mock.on(UpdateItemCommand).resolves({ Attributes: marshall(leaseHolder) });
    await call(renewStream, httpEvent('POST /renewstream', { body: '{"id":"010","session":"a"}' }));
    await start({ body: '{}' });
    expect(lines()).toEqual([]);
    await start({});
    expect(lines().join()).not.toContain('Persie');
  });
});

describe('a page of another origin, with AUTH=none', () => {
  const headers = { 'content-type': 'text/plain', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };

  test('is refused before anything is read or written, and logged', async () => {
    expect(await start({ headers })).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await call(getUser, httpEvent('GET /getuser', { rawQueryString: 'id=010', headers }))).toMatchObject({
      status: 403,
    });
    expect(mock.calls()).toHaveLength(0);
    expect(lines().join('')).toContain('a page of another origin: https://evil.example');
  });
});
