import { type IncomingHttpHeaders, request } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createVerifierServer } from '../../edge/server.ts';
import { BAD, KEYS, NOW, pass, UNSAFE_PATHS } from '../support/passes.ts';

const MEDIA = '/live/stream_100/1.ts';
let keys: ReadonlyMap<string, string> | undefined = KEYS;
const server = createVerifierServer({ keys: async () => keys, now: () => NOW });
let port = 0;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** As nginx asks by edge/nginx.conf: the client's headers, and the original URI. */
const ask = (headers: Record<string, string>) =>
  new Promise<{ status: number | undefined; headers: IncomingHttpHeaders }>((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path: '/', headers }, (response) => {
      response.resume();
      resolve({ status: response.statusCode, headers: response.headers });
    });
    asked.on('error', reject).end();
  });
const reasonOf = ({ headers }: { headers: IncomingHttpHeaders }) => headers['x-pass-refused'];

test.each([
  ['in the header', MEDIA, { 'cta-common-access-token': pass() }],
  ['in the query', `${MEDIA}?CAT=${pass()}`, {}],
  ['in the path', `/cat-${pass()}${MEDIA}`, {}],
])('a pass %s is let through, with the URL that the origin is to see', async (_, url, headers) => {
  const answer = await ask({ 'x-original-uri': url, ...headers });
  expect([answer.status, answer.headers['x-pass-url']]).toEqual([204, MEDIA]);
});

test('no pass, a bad one, and a path that an origin may read differently are 401, also for OPTIONS', async () => {
  expect(await ask({ 'x-original-uri': MEDIA })).toMatchObject({
    status: 401,
    headers: { 'x-pass-refused': 'missing' },
  });
  const preflight = await ask({ 'x-original-uri': MEDIA, 'x-original-method': 'OPTIONS' });
  expect([preflight.status, reasonOf(preflight)]).toEqual([401, 'missing']);
  for (const { token, reason } of BAD.filter(({ token: text }) => text !== '')) {
    const answer = await ask({ 'x-original-uri': MEDIA, 'cta-common-access-token': token });
    expect([answer.status, reasonOf(answer)]).toEqual([401, reason]);
  }
  for (const path of UNSAFE_PATHS) {
    const answer = await ask({ 'x-original-uri': path, 'cta-common-access-token': pass() });
    expect([answer.status, reasonOf(answer)]).toEqual([401, 'unsafe-path']);
  }
});

test('without keys, or without the original URI, everything is refused', async () => {
  expect((await ask({ 'cta-common-access-token': pass() })).status).toBe(400);
  keys = undefined;
  expect((await ask({ 'x-original-uri': MEDIA, 'cta-common-access-token': pass() })).status).toBe(503);
  keys = KEYS;
});
