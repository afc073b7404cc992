import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Service, startService, stopServices } from '../support/service.ts';

let service: Service;
beforeAll(async () => {
  service = await startService({ CORS_ORIGINS: 'https://watch.example.com' });
});
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
