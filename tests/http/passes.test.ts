import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createVerifier } from '../../edge/verify.ts';
import { parseKeys } from '../../src/passes/keys.ts';
import { type Service, startService, stopServices } from '../support/service.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'streamgate-passes-'));
let service: Service;

beforeAll(async () => {
  service = await startService({ PASSES: 'on', DATA_DIR: dataDir });
});
afterAll(async () => {
  await service.stop();
  await stopServices();
  rmSync(dataDir, { recursive: true, force: true });
});

test('PASSES=on npm start makes a key, and the verifier accepts the passes', async () => {
  const keys = parseKeys(readFileSync(join(dataDir, 'passes', 'keys.json'), 'utf8'));
  const verifier = createVerifier(new Map(keys.map(({ kid, key }) => [kid, key])), { issuer: 'streamgate' });
  const opens = (pass: string, url: string) =>
    verifier.check({ url, headers: { 'cta-common-access-token': pass } }).outcome;
  const who = { id: '001', session: 'tv-passes' };

  const started = await service.post('/requeststream', { ...who, stream: 'stream_100' });
  expect(started.status).toBe(200);
  expect(opens(started.body.pass, '/media/stream_100/1.ts')).toBe('passed');
  const renewed = await service.post('/renewstream', { ...who, stream: 'stream_101' });
  expect(opens(renewed.body.pass, '/media/stream_101/1.ts')).toBe('passed');
  expect(opens(renewed.body.pass, '/media/stream_100/1.ts')).toBe('refused');
  expect(await service.post('/requeststream', { ...who, stream: 'a/b' })).toMatchObject({
    status: 400,
    body: { code: 'invalid-request', errors: [{ path: 'stream' }] },
  });
});
