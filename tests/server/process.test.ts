import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openInstances } from '../support/instance.ts';
import { until } from '../support/until.ts';

let instances: Awaited<ReturnType<typeof openInstances>>;
let instance: Awaited<ReturnType<typeof instances.start>>;

beforeAll(async () => {
  instances = await openInstances();
  instance = await instances.start();
}, 60_000);
afterAll(() => instances.close());

/** @returns all that the server says on a connection on which this was sent */
async function said(text: string): Promise<string> {
  const socket = connect(instance.port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (part: string) => {
    answer += part;
  });
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

const problemIn = (answer: string) => ({
  status: Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]),
  code: JSON.parse(answer.split('\r\n\r\n')[1] ?? '{}').code,
});

describe('the limits of a caller', () => {
  test.each([
    ['headers that never end', 'POST /renewstream HTTP/1.1\r\nHost: a\r\n', 408, 'request-timeout'],
    [
      'a body that never comes',
      'POST /renewstream HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n',
      408,
      'request-timeout',
    ],
    [
      'headers of 20 KB',
      `GET /health HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['what is no HTTP', 'hello\r\n\r\n', 400, 'invalid-request'],
  ])(
    '%s end in a problem',
    async (_, text, status, code) => {
      expect(problemIn(await said(text))).toEqual({ status, code });
    },
    20_000,
  );

  test('a body over 8 KB is refused before it is read', async () => {
    const response = await fetch(`${instance.url}/renewstream`, { method: 'POST', body: 'x'.repeat(1_000_000) });
    expect([response.status, await response.json()]).toMatchObject([413, { code: 'body-too-large' }]);
  });
});

test('an unknown path, and a wrong method, get a problem', async () => {
  const asked = async (method: string, path: string) => {
    const response = await fetch(instance.url + path, { method });
    return [response.status, response.headers.get('allow'), (await response.json()).code];
  };
  expect(await asked('GET', '/nothing')).toEqual([404, null, 'route-not-found']);
  expect(await asked('GET', '/renewstream?id=1')).toEqual([405, 'POST', 'method-not-allowed']);
  expect(await asked('GET', '/docs')).toEqual([404, null, 'route-not-found']);
});

test('each request has a line in the access log: its route, and nothing about the caller', async () => {
  await fetch(`${instance.url}/getuser?id=secret-user`);
  const line = await until(
    async () =>
      instance
        .output()
        .split('\n')
        .find((text) => text.includes('GET /getuser')),
    (text) => text !== undefined,
  );
  expect(JSON.parse(line ?? '{}')).toEqual({
    requestId: expect.stringMatching(/^[\da-f-]{36}$/),
    route: 'GET /getuser',
    status: 404,
    ms: expect.any(Number),
  });
  expect(line).not.toContain('secret-user');
});

test('SIGTERM loses no request: the process becomes unready, answers for a while, and ends', async () => {
  const one = await instances.start({ DRAIN_SECONDS: '5' });
  let stops = false;
  let answered = 0;
  const others: unknown[] = [];
  /** A load balancer's connection: it sends as long as the instance is ready, and a little longer. */
  const send = async () => {
    while (!stops) {
      const status = await fetch(`${one.url}/getuser?id=nobody`).then(
        async (response) => (await response.arrayBuffer()) && response.status,
        (error) => error,
      );
      if (status === 404) answered++;
      else others.push(status);
      if (others.length > 0) stops = true;
    }
  };
  const sending = Array.from({ length: 20 }, send);
  const more = async () => {
    const before = answered;
    await until(
      async () => answered - before,
      (count) => count >= 20 || stops,
    );
  };
  // By what has happened, not by the clock: on a busy machine a signal, too, takes its time.
  await more();
  one.signal('SIGTERM');
  await until(one.isReady, (isReady) => !isReady, 4000);
  await more();
  stops = true;
  await Promise.all(sending);
  expect(others).toEqual([]);
  expect(await one.exited).toEqual([0, null]);
}, 60_000);
