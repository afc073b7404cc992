import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Service, startService, stopServices } from '../support/service.ts';
import { until } from '../support/until.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({
    CORS_ORIGINS: 'https://watch.example.com',
    LEASE_SECONDS: '4',
    STREAM_LIMIT: '3',
    STREAM_LIMITS_BY_SUBSCRIPTION: '{"Premium plan":1}',
  });
}, 90_000);
afterAll(stopServices);

test('a page of another origin writes nothing, even in plain text', async () => {
  const startFrom = (origin: string) =>
    service.post('/requeststream', { id: '001', stream: 's' }, { 'content-type': 'text/plain', origin });
  expect(await startFrom('https://evil.example')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect((await service.get('/getstreams?id=001')).body.activeStreams).toBe(0);
  expect(await service.get('/getstreams?id=001', { origin: 'https://evil.example' })).toMatchObject({ status: 403 });

  expect(await startFrom(service.url)).toMatchObject({ status: 200 });
  expect(await startFrom('https://watch.example.com')).toMatchObject({ status: 200, body: { activeStreams: 1 } });
});

test('no line of the service’s log comes before the banner', () => {
  const [before = ''] = service.output().split('Streamgate is ready');
  expect(before).toContain('Bundling the functions');
  expect(before).not.toContain('"_aws"');
});

test('a wrong method and an unknown path get a problem', async () => {
  const wrong = await service.get('/requeststream');
  expect(wrong).toMatchObject({
    status: 405,
    body: { code: 'method-not-allowed', detail: '/requeststream allows only POST.' },
  });
  expect(wrong.headers.get('allow')).toBe('POST');
  expect(wrong.headers.get('content-type')).toBe('application/problem+json');
  expect(await service.post('/request', {})).toMatchObject({ status: 404, body: { code: 'route-not-found' } });
});

test.each([
  ['GET', '/getuser/?id=001'],
  ['GET', '/get%75ser?id=001'],
  ['GET', '//getuser?id=001'],
  ['GET', '/getuser//?id=001'],
  ['HEAD', '/getuser?id=001'],
  ['HEAD', '/health'],
])('%s %s is no route, as API Gateway wants a full match', async (method, path) => {
  const answer = await service.ask(path, { method });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  if (method === 'GET') expect(answer.body).toMatchObject({ code: 'route-not-found', requestId: expect.any(String) });
});

const start = (id: string, stream: string) => service.post('/requeststream', { id, stream });

test('a fourth start takes the slot of a lease that was not renewed; a renewed one is kept', async () => {
  const id = 'renewing';
  await service.post('/createuser', { id, Name: 'Van Persie', Subscription: 'basic plan' });
  const started = Date.now();
  for (const stream of ['a', 'b', 'c']) expect(await start(id, stream)).toMatchObject({ status: 200 });
  let renewals = 0;
  const heartbeat = async () => {
    const { status } = await service.post('/renewstream', { id, session: 'b' });
    // A busy machine may be too slow to decide: the next heartbeat asks again.
    expect([200, 503]).toContain(status);
    if (status === 200) renewals++;
    return start(id, 'd');
  };
  const fourth = await until(heartbeat, (answer) => answer.status === 200);
  expect(Date.now() - started).toBeGreaterThanOrEqual(4000);
  expect(renewals).toBeGreaterThan(1);
  expect(fourth.body.watching).toContain('b');
  expect(await service.post('/renewstream', { id, session: 'a' })).toMatchObject({ status: 410 });
});

test('without a live lease the user is offline, with a lastOnline', async () => {
  const lease = await start('002', 'a');
  const status = async () => (await service.get('/getuser?id=002')).body.Status;
  const offline = await until(status, ({ Online }) => Online.Streams.activeStreams === 0);
  expect(offline).toEqual({
    Online: { Streams: { activeStreams: 0, watching: [] } },
    offline: { lastOnline: lease.body.startedAt },
  });
});

test('the settings of the shell reach the functions', async () => {
  expect(await start('003', 'a')).toMatchObject({ status: 200, body: { limit: 1, renewAfter: expect.any(Number) } });
  expect(await start('003', 'b')).toMatchObject({ status: 409, body: { limit: 1 } });
});

test('Ctrl-C ends it, without a message that the server ended on its own', async () => {
  await service.stop();
  expect(service.output()).toContain('Stopping …');
  expect(service.output()).not.toContain('ended by itself');
});
