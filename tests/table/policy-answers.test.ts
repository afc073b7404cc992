import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import { createUser } from '../support/asking.ts';
import { testEndpoints } from '../support/endpoints.ts';
import { httpEvent, lambdaContext } from '../support/event.ts';
import { openTable, type TestTable } from '../support/table.ts';

let table: TestTable;
let id = '';
let users = 0;
const printed = jest.spyOn(process.stdout, 'write');

beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());
beforeEach(async () => {
  printed.mockReset().mockReturnValue(true);
  id = `user-${users++}`;
  await createUser(table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
});

const UHD = { name: 'uhd', where: { quality: 'uhd' }, limit: 1 };
const uhd = { quality: 'uhd' };

/** A service with these policies, asked by a viewer whose token has this claim, if tokens count. */
function service(policies: readonly object[], claim?: string) {
  const jwt = { AUTH: 'jwt', AUTH_ISSUER: 'https://issuer.example/', AUTH_AUDIENCE: 'tv', AUTH_TAGS_CLAIM: 'tags' };
  const endpoints = testEndpoints(
    { table: table.deps.table, now: table.clock.now },
    { STREAM_POLICIES: JSON.stringify(policies), ...(claim === undefined ? {} : jwt) },
  );
  const claims = {
    iss: 'https://issuer.example/',
    aud: 'tv',
    sub: id,
    scope: 'streams:write',
    tags: claim,
    exp: String(table.clock.time / 1000 + 60),
  };
  return async (name: 'requestStream' | 'renewStream', body: object) => {
    table.clock.pass(1);
    const event = httpEvent(name === 'requestStream' ? 'POST /requeststream' : 'POST /renewstream', {
      body: JSON.stringify({ id, ...body }),
    });
    const requestContext = Object.assign(
      event.requestContext,
      claim === undefined ? {} : { authorizer: { jwt: { claims } } },
    );
    const { statusCode, body: text } = await endpoints[name]({ ...event, requestContext }, lambdaContext());
    return { status: statusCode, ...JSON.parse(text ?? '{}') };
  };
}

/** The lines of the log with this code. */
const logged = (code: string) =>
  printed.mock.calls.map(([line]) => JSON.parse(String(line))).filter((line) => line.code === code);

test('a denial by a policy is the usual 409 that names the policy and the sessions to offer', async () => {
  const ask = service([UHD]);
  await ask('requestStream', { stream: 'goal', session: 'a', device: 'TV', tags: uhd });
  await ask('requestStream', { stream: 'news', session: 'b' });
  expect(await ask('requestStream', { stream: 'film', session: 'c', tags: uhd })).toMatchObject({
    status: 409,
    code: 'stream-limit-reached',
    policy: 'uhd',
    limit: 1,
    active: 1,
    sessions: ['a'],
    activeStreams: 2,
    streams: [{ session: 'a', tags: uhd }, { session: 'b' }],
    detail: '1 of 1 are in use under the policy uhd. Stop or replace one of `sessions` to start another.',
  });
  expect(logged('stream-denied')).toMatchObject([
    { user: id, session: 'c', policy: 'uhd', limit: 1, activeStreams: 1, StreamDenied: 1 },
  ]);
  const [{ _aws }] = logged('stream-denied');
  expect(_aws.CloudWatchMetrics[0].Dimensions).toContainEqual(['service', 'policy']);
});

test('a renewal that changes tags may get the same 409', async () => {
  const ask = service([UHD]);
  await ask('requestStream', { stream: 'goal', session: 'a', tags: uhd });
  await ask('requestStream', { stream: 'news', session: 'b' });
  expect(await ask('renewStream', { session: 'b', tags: uhd })).toMatchObject({ status: 409, policy: 'uhd' });
  expect(await ask('renewStream', { session: 'b' })).toMatchObject({ status: 200 });
});

test('in monitor mode the start is admitted, logged and counted by policy', async () => {
  const ask = service([{ ...UHD, mode: 'monitor' }]);
  await ask('requestStream', { stream: 'goal', session: 'a', tags: uhd });
  expect(await ask('requestStream', { stream: 'news', session: 'b', tags: uhd })).toMatchObject({ status: 200 });
  const lines = logged('would-deny');
  expect(lines).toMatchObject([{ user: id, session: 'b', stream: 'news', policy: 'uhd', WouldDeny: 1 }]);
  expect(lines[0]._aws.CloudWatchMetrics[0].Dimensions).toContainEqual(['service', 'policy']);
});

test('WHEN_FULL=admit is no over-admission', async () => {
  const endpoints = testEndpoints(
    { table: table.deps.table, now: table.clock.now },
    { WHEN_FULL: 'admit', STREAM_LIMIT: '1' },
  );
  for (const session of ['a', 'b']) {
    const body = JSON.stringify({ id, stream: 'goal', session });
    const event = httpEvent('POST /requeststream', { body });
    expect((await endpoints.requestStream(event, lambdaContext())).statusCode).toBe(200);
  }
  expect(logged('would-deny')).toMatchObject([{ session: 'b', policy: 'limit' }]);
  expect(logged('over-admitted')).toEqual([]);
});

test("the token's tags override the player's, name by name", async () => {
  const ask = service([UHD], 'quality:uhd');
  await ask('requestStream', { stream: 'goal', session: 'a', tags: { quality: 'hd', device: 'tv' } });
  expect((await table.item(id))?.streams.a.tags).toEqual({ quality: 'uhd', device: 'tv' });
  expect(await ask('requestStream', { stream: 'news', session: 'b' })).toMatchObject({ policy: 'uhd' });
  expect(await ask('renewStream', { session: 'a', tags: { quality: 'hd' } })).toMatchObject({ status: 200 });
  expect((await table.item(id))?.streams.a.tags).toEqual(uhd);
  const tags = { a: '1', b: '2', c: '3', d: '4', e: '5' };
  expect(await ask('requestStream', { stream: 'news', session: 'b', tags })).toMatchObject({
    status: 400,
    errors: [{ path: 'tags', message: 'must be at most 5 tags' }],
  });
});

test('a claim without valid tags is ignored, and logged', async () => {
  const ask = service([UHD], 'map[quality:uhd]');
  expect(await ask('requestStream', { stream: 'goal', session: 'a', tags: { quality: 'hd' } })).toMatchObject({
    status: 200,
  });
  expect((await table.item(id))?.streams.a.tags).toEqual({ quality: 'hd' });
  expect(logged('claim-refused')).toHaveLength(1);
});
