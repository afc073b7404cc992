import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { createMachine, type Machine } from '../../player/src/machine.ts';
import { memoryTable } from '../../scripts/capacity/simulation/engine.ts';
import { newKey } from '../../src/local/pass-keys.ts';
import { testEndpoints } from '../support/endpoints.ts';
import { httpEvent, lambdaContext } from '../support/event.ts';
import { FakeClock, settled } from './support/clock.ts';
import { Device } from './support/device.ts';
import { FakeService } from './support/service.ts';

// The player and the service's own refusal of too many starts: the handlers, the domain and a table in memory, by one
// clock. The limit is one, so three passes may be valid.

const EPOCH = Date.UTC(2026, 10, 26, 20);
const folder = mkdtempSync(join(tmpdir(), 'streamgate-starts-'));
const keys = join(folder, 'keys.json');
writeFileSync(keys, JSON.stringify({ keys: [newKey('k1')] }));

interface Answer {
  readonly endpoint: string;
  /** By the clock, in milliseconds. */
  readonly at: number;
  readonly status: number;
  readonly retryAfter: string | null;
}

let clock: FakeClock;
let memory: ReturnType<typeof memoryTable>;
let player: Machine;
let underWay: number;
const answers: Answer[] = [];
const unanswered: unknown[] = [];

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockImplementation(() => true);
  clock = new FakeClock();
  memory = memoryTable('users');
  underWay = 0;
  answers.length = 0;
  unanswered.length = 0;
  const plan = { subscription: 'basic plan', plan: 'basic plan' };
  memory.put({ id: '001', name: 'x', ...plan, createdAt: 1, changedAt: 1, activeStreams: 0, streams: {}, ending: {} });
  const world = { ...new Device(clock, new FakeService(clock)).world(), fetch: serving() };
  player = createMachine({ url: 'https://service', user: '001', device: 'Laptop' }, world);
  player.addEventListener('unanswered', ({ detail }) => unanswered.push(detail));
});
afterEach(() => {
  memory.close();
  jest.restoreAllMocks();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the service answers, as a browser's `fetch` gives it. */
function serving(): typeof fetch {
  const { requestStream, renewStream, stopStream } = testEndpoints(
    { table: memory.table, now: () => EPOCH + clock.now },
    { STREAM_LIMIT: '1', PASSES: 'on', PASS_KEYS: `file:${keys}`, PASS_PATH: '/live/{stream}/' },
  );
  const endpoints = { requeststream: requestStream, renewstream: renewStream, stopstream: stopStream };
  return async (input, init) => {
    const [, endpoint = ''] = /\/(\w+)$/.exec(String(input)) ?? [];
    if (!(endpoint in endpoints)) throw new Error(`The player asked for ${input}.`);
    underWay++;
    const event = httpEvent(`POST /${endpoint}`, { body: String(init?.body) });
    const {
      statusCode = 0,
      headers = {},
      body,
    } = await endpoints[endpoint as keyof typeof endpoints](event, lambdaContext());
    underWay--;
    const response = new Response(body ?? '', { status: statusCode, headers: headers as Record<string, string> });
    answers.push({ endpoint, at: clock.now, status: statusCode, retryAfter: response.headers.get('retry-after') });
    return response;
  };
}

/** The service reads its key from a file at first, which takes as long as it takes. */
async function answered(): Promise<void> {
  do await settled();
  while (underWay > 0);
}

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await clock.pass(1000);
    await answered();
  }
}

test('a viewer who has started too often waits as long as the service says, and then plays', async () => {
  for (const stream of ['news', 'goal', 'film']) {
    await player.start(stream);
    await pass(5);
    await player.stop();
    await answered();
  }
  expect(await player.start('more')).toBe('unreachable');
  const refused = answers.at(-1);
  // The first of the three passes ends a minute after its start, 15 seconds ago.
  expect(refused).toMatchObject({ endpoint: 'requeststream', status: 429, retryAfter: '45' });
  expect(unanswered).toEqual([expect.objectContaining({ status: 429, code: 'too-many-starts' })]);
  expect(player.pass).toBeUndefined();
  await pass(44);
  expect(answers.at(-1)).toBe(refused);
  await pass(3);
  expect(answers.at(-1)).toMatchObject({ endpoint: 'requeststream', status: 200 });
  expect([player.state, player.stream, typeof player.pass]).toEqual(['playing', 'more', 'string']);
});

test('a viewer who changes channel faster than allowed keeps the picture, and gets the last channel', async () => {
  await player.start('news');
  await pass(60);
  let count = 0;
  while (answers.at(-1)?.status === 200) await player.start(`channel-${++count}`);
  expect(count).toBe(7);
  expect(answers.at(-1)).toMatchObject({ status: 429, retryAfter: '2' });
  expect([player.state, player.mayPlay]).toEqual(['uncertain', true]);
  expect(unanswered).toEqual([expect.objectContaining({ status: 429, code: 'too-many-starts' })]);
  await pass(4);
  expect(answers.at(-1)?.status).toBe(200);
  expect([player.state, player.stream, player.lease?.stream]).toEqual(['playing', 'channel-7', 'channel-7']);
});
