import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Service, startService, stopServices } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ CORS_ORIGINS: 'https://watch.example.com' });
}, 90_000);
afterAll(stopServices);

test('a page of another origin writes nothing, even in plain text', async () => {
  const start = (origin: string) =>
    service.post('/requeststream', { id: '001', stream: 's' }, { 'content-type': 'text/plain', origin });
  expect(await start('https://evil.example')).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  expect((await service.get('/getstreams?id=001')).body.activeStreams).toBe(0);
  expect(await service.get('/getstreams?id=001', { origin: 'https://evil.example' })).toMatchObject({ status: 403 });

  expect(await start(service.url)).toMatchObject({ status: 200 });
  expect(await start('https://watch.example.com')).toMatchObject({ status: 200 });
  expect((await service.get('/getstreams?id=001')).body.activeStreams).toBe(1);
});

test('nothing of the service’s log comes before the banner', () => {
  const [before = ''] = service.output().split('Streamgate is ready');
  expect(before).toContain('Bundling the functions');
  expect(before).not.toContain('"_aws"');
});

test('a wrong method and an unknown path are answered as every problem is', async () => {
  const wrong = await service.get('/requeststream');
  expect(wrong).toMatchObject({
    status: 405,
    body: { code: 'method-not-allowed', detail: '/requeststream takes POST.' },
  });
  expect(wrong.headers.get('allow')).toBe('POST');
  expect(wrong.headers.get('content-type')).toBe('application/problem+json');
  expect(await service.post('/request', {})).toMatchObject({ status: 404, body: { code: 'route-not-found' } });
});

test('Ctrl-C ends it, without a word on a server that would have ended by itself', async () => {
  await service.stop();
  expect(service.output()).toContain('Stopping …');
  expect(service.output()).not.toContain('ended by itself');
});
