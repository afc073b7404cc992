import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openInstances } from '../support/instance.ts';
import { until } from '../support/until.ts';

/** What may befall an instance while callers keep on asking. */
let instances: Awaited<ReturnType<typeof openInstances>>;
let instance: Awaited<ReturnType<typeof instances.start>>;
const sockets: Socket[] = [];

beforeAll(async () => {
  instances = await openInstances();
  instance = await instances.start({ LOG_LEVEL: 'SILENT' });
}, 60_000);
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  instances.table.heal();
});
afterAll(() => instances.close());

const ask = () =>
  fetch(`${instance.url}/getuser?id=nobody`, { signal: AbortSignal.timeout(10_000) }).then(
    async (response) => (await response.text()) && response.status,
  );
const works = () =>
  until(
    () => ask().catch(() => 0),
    (status) => status === 404,
    20_000,
  );

async function open(count: number, text: string): Promise<void> {
  await Promise.all(
    Array.from({ length: count }, async () => {
      const socket = connect(instance.port, '127.0.0.1');
      sockets.push(socket);
      socket.on('error', () => {}).resume();
      await once(socket, 'connect');
      if (text !== '') socket.write(text);
    }),
  );
}

test.each([
  ['hangs', 'hang'],
  ['refuses', 'refuse'],
] as const)(
  'a table that %s is a 503 within the time of a function, the instance stays, and it goes on by itself',
  async (_, fault) => {
    await works();
    instances.table[fault]();
    const start = performance.now();
    const statuses = await Promise.all(Array.from({ length: 20 }, ask));
    expect(new Set(statuses)).toEqual(new Set([503]));
    expect(performance.now() - start).toBeLessThan(9000);
    expect(await instance.isReady()).toBe(true);
    instances.table.heal();
    await works();
  },
  60_000,
);

test('a thousand slow callers do not slow the others, and are disconnected', async () => {
  await open(1000, 'POST /renewstream HTTP/1.1\r\nHost: a\r\n');
  for (let i = 0; i < 20; i++) expect(await ask()).toBe(404);
  await until(
    async () => sockets.filter(({ closed, readableEnded }) => closed || readableEnded).length,
    (ended) => ended === 1000,
    20_000,
  );
}, 60_000);

test('five thousand idle connections do not slow the others', async () => {
  await open(5000, '');
  for (let i = 0; i < 20; i++) expect(await ask()).toBe(404);
}, 60_000);

test('SIGKILL loses open requests, but nothing that was answered', async () => {
  const one = await instances.start({ LOG_LEVEL: 'SILENT' });
  const post = (path: string, body: object) =>
    fetch(one.url + path, { method: 'POST', body: JSON.stringify(body) }).then(({ status }) => status);
  await post('/createuser', { id: 'killed', Name: 'Van Persie', Subscription: 'basic plan' });
  const started = await post('/requeststream', { id: 'killed', stream: 'a' });
  const underWay = Promise.allSettled(
    Array.from({ length: 20 }, () => post('/renewstream', { id: 'killed', session: 'a' })),
  );
  one.signal('SIGKILL');
  await one.exited;
  const answered = (await underWay).flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  expect([started, ...answered].every((status) => status === 200)).toBe(true);
  const response = await fetch(`${instance.url}/getstreams?id=killed`);
  expect(await response.json()).toMatchObject({ activeStreams: 1 });
}, 60_000);
