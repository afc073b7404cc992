import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { type Engine, startEngine } from '../../src/local/engine.ts';
import { type FaultyEndpoint, startProxy } from '../support/proxy.ts';
import { type Service, startService, stopServices } from '../support/service.ts';
import { until } from '../support/until.ts';

// A write that the network keeps for longer than the client waits, and delivers when its repetition has been answered
// and other requests have followed. It must do nothing (docs/correctness.md, 9).

let engine: Engine;
let proxy: FaultyEndpoint;
let service: Service;
let id = '';
let users = 0;

beforeAll(async () => {
  engine = await startEngine();
  proxy = await startProxy(engine.endpoint);
  service = await startService({ DYNAMODB_ENDPOINT: proxy.endpoint(0), CONSOLE: 'off', LOG_LEVEL: 'ERROR' });
}, 60_000);
afterAll(async () => {
  await stopServices();
  await proxy?.close();
  await engine?.close();
});
beforeEach(async () => {
  id = `late-${users++}`;
  proxy.rules.fault = () => undefined;
  expect(await create()).toBe(201);
});

const create = async () =>
  (await service.post('/createuser', { id, Name: 'Van Persie', Subscription: 'basic plan' })).status;
const remove = async () => (await service.post('/removeuser', { id })).status;
const start = (session: string) => service.post('/requeststream', { id, session, stream: 'goal' });
const renew = (session: string) => service.post('/renewstream', { id, session });
const stop = async (session: string) => (await service.post('/stopstream', { id, session })).status;
const watching = async (): Promise<string[]> =>
  (await service.get(`/getstreams?id=${id}`)).body.streams.map((each: { session: string }) => each.session);

/** Keeps the first attempt of the next write on its way. @returns what delivers it */
function keepNextWrite(): () => Promise<void> {
  let deliver: () => void = () => undefined;
  const delivered = new Promise<void>((resolve) => {
    deliver = resolve;
  });
  let isKept = false;
  proxy.rules.kept = () => delivered;
  proxy.rules.fault = ({ command }) => {
    if (isKept || command === 'GetItem') return undefined;
    isKept = true;
    return 'request late';
  };
  return async () => {
    expect(isKept).toBe(true);
    deliver();
    await proxy.idle();
  };
}

test('stop X, start X: X keeps its new lease, and no fourth viewer starts', async () => {
  await start('X');
  const deliver = keepNextWrite();
  expect(await stop('X')).toBe(200);
  expect((await start('X')).status).toBe(200);
  await deliver();
  const others = [await start('a'), await start('b'), await start('c')];
  expect(others.map(({ status }) => status)).toEqual([200, 200, 409]);
  expect((await renew('X')).status).toBe(200);
});

test('start X, stop X: the slot stays free', async () => {
  const deliver = keepNextWrite();
  expect((await start('X')).status).toBe(200);
  expect(await stop('X')).toBe(200);
  await deliver();
  expect(await watching()).toEqual([]);
  const others = [await start('a'), await start('b'), await start('c')];
  expect(others.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('start X is denied, another stops: X takes no slot', async () => {
  for (const session of ['a', 'b', 'c']) await start(session);
  const deliver = keepNextWrite();
  expect((await start('X')).status).toBe(409);
  expect(await stop('a')).toBe(200);
  await deliver();
  expect(await watching()).toEqual(['b', 'c']);
});

test('renew X, renew X: the lease lasts until the later of the two ends', async () => {
  await start('X');
  const deliver = keepNextWrite();
  expect((await renew('X')).status).toBe(200);
  const { body: lease } = await renew('X');
  await deliver();
  const { body } = await service.get(`/getstreams?id=${id}`);
  expect(body.streams).toMatchObject([{ session: 'X', expiresAt: lease.expiresAt }]);
});

test('remove the user, create the user again: the new user stays', async () => {
  const deliver = keepNextWrite();
  expect(await remove()).toBe(200);
  expect(await create()).toBe(201);
  await deliver();
  expect((await service.get(`/getuser?id=${id}`)).status).toBe(200);
});

test('start X, remove the user, create the user again: the new user has no streams', async () => {
  const deliver = keepNextWrite();
  expect((await start('X')).status).toBe(200);
  expect(await remove()).toBe(200);
  expect(await create()).toBe(201);
  await deliver();
  expect(await watching()).toEqual([]);
});

test('stop X, and start X before the stop’s second attempt: X keeps the new lease', async () => {
  await start('X');
  let proceed: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    proceed = resolve;
  });
  let attempts = 0;
  proxy.rules.fault = async ({ body }) => {
    if (!body.includes('REMOVE streams.#session')) return undefined;
    if (++attempts === 1) return 'response lost';
    await started;
    return undefined;
  };
  const stopped = stop('X');
  await until(
    async () => attempts,
    (tried) => tried > 1,
  );
  expect((await start('X')).status).toBe(200);
  proceed();
  expect(await stopped).toBe(200);
  expect(await watching()).toEqual(['X']);
});
