import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Service, startService, stopServices } from '../support/service.ts';
import { until } from '../support/until.ts';

let service: Service;

beforeAll(async () => {
  const settings = { LEASE_SECONDS: '4', STREAM_LIMIT: '3', STREAM_LIMITS_BY_SUBSCRIPTION: '{"Premium plan":1}' };
  service = await startService(settings);
}, 90_000);
afterAll(stopServices);

const start = (id: string, stream: string) => service.post('/requeststream', { id, stream });

test('leases that nobody renews give way to a fourth, and one that is renewed is kept', async () => {
  const started = Date.now();
  for (const stream of ['a', 'b', 'c']) expect(await start('001', stream)).toMatchObject({ status: 200 });
  let renewals = 0;
  const heartbeat = async () => {
    const { status } = await service.post('/renewstream', { id: '001', session: 'b' });
    // A busy machine may be too slow to decide: the next heartbeat asks again.
    expect([200, 503]).toContain(status);
    if (status === 200) renewals++;
    return start('001', 'd');
  };
  const fourth = await until(heartbeat, (answer) => answer.status === 200);
  expect(Date.now() - started).toBeGreaterThanOrEqual(4000);
  expect(renewals).toBeGreaterThan(1);
  expect(fourth.body.watching).toContain('b');
  expect(await service.post('/renewstream', { id: '001', session: 'a' })).toMatchObject({ status: 410 });
});

test('when no lease is live nobody is watching, and the user has a lastOnline', async () => {
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
