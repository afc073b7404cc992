import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseOptions } from '../../scripts/capacity/options.ts';
import { memoryTable } from '../../scripts/capacity/simulation/engine.ts';
import { evening } from '../../scripts/capacity/simulation/evening.ts';
import { picture } from '../../scripts/capacity/simulation/picture.ts';
import { curve } from '../../scripts/capacity/simulation/settings.ts';
import { randomFrom, Timeline } from '../../scripts/capacity/simulation/timeline.ts';
import { parsePolicies } from '../../src/settings/policies.ts';
import { renewStream, requestStream, revokeStreams, stopStream } from '../support/asking.ts';
import { openTable, type TestTable } from '../support/table.ts';

let table: TestTable;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

test('the table in memory decides and stores what an engine does', async () => {
  const memory = memoryTable('memory');
  const start = table.clock.now();
  const paces = { spareLeaseSeconds: 750, spareRenewSeconds: 300 };
  const limits = { standard: 3, byPlan: new Map([['basic plan', 1]]) };
  const real = { ...table.deps, rules: { ...table.deps.rules, ...paces, limits } };
  const simulated = { ...real, table: memory.table };
  for (const [id, plan] of [
    ['user-1', 'premium plan'],
    ['user-2', 'basic plan'],
  ] as const) {
    const item = { id, name: id, subscription: plan, plan, createdAt: start, activeStreams: 0, streams: {} };
    memory.put(item);
    await table.put(item);
  }
  const random = randomFrom(7);
  const one = <T>(...choices: readonly [T, ...T[]]): T => choices[Math.floor(random() * choices.length)] ?? choices[0];
  for (let i = 0; i < 200; i++) {
    table.clock.pass(one(0, 0.001, 1, 40, 90, 200));
    const id = one('user-1', 'user-1', 'user-2');
    const session = one('tv', 'phone', 'laptop', 'tablet', 'constructor', '__proto__');
    const stream = one('stream_1', 'stream_2');
    const blockSeconds = one(0, 0, 60);
    const replace = one([], [], ['tv', 'phone']);
    const operation = one<(deps: typeof real) => Promise<object>>(
      (deps) => requestStream(deps, { id, session, stream, device: 'Tablet', replace }),
      (deps) => requestStream(deps, { id, session, stream }),
      (deps) => renewStream(deps, { id, session }),
      (deps) => renewStream(deps, { id, session }),
      (deps) => renewStream(deps, { id, session, stream }),
      (deps) => stopStream(deps, { id, session }),
      (deps) => stopStream(deps, { id, session }),
      (deps) => revokeStreams(deps, { id, blockSeconds }),
    );
    const answer = await operation(real);
    expect(await operation(simulated)).toEqual(answer);
    expect(unmarshall(Object(memory.item(id)))).toEqual(await table.item(id));
  }
}, 120_000);

describe('an evening', () => {
  const setting = {
    users: 40,
    seed: 7,
    limitOnePercent: 20,
    keepsSession: false,
    leaseSeconds: 150,
    renewSeconds: 60,
    spareLeaseSeconds: 750,
    spareRenewSeconds: 300,
  };

  test('is the same from the same seed, and costs a third of the requests that one pace takes', async () => {
    const twice = [await evening(setting), await evening(setting)];
    expect(twice[0]).toEqual(twice[1]);
    const one = await evening({ ...setting, spareLeaseSeconds: 150, spareRenewSeconds: 60 });
    expect(twice[0]?.requestsAStreamHour).toBeLessThan(one.requestsAStreamHour / 2);
    expect(one.writesAStreamHour - one.requestsAStreamHour).toBeLessThan(1);
    for (const { streamHours, starts, readsAStreamHour } of [one, ...twice]) {
      expect(streamHours).toBeGreaterThan(20);
      expect(starts).toBeGreaterThan(40);
      expect(readsAStreamHour).toBe(0);
    }
  }, 120_000);

  test('counts the starts that policies would deny, and is the same evening with them', async () => {
    const busy = { ...setting, limitOnePercent: 0, users: 150 };
    const { policies } = parsePolicies(
      JSON.stringify([
        { name: 'one', distinct: 'device', limit: 1 },
        { name: 'uhd', where: { quality: 'uhd' }, limit: 20 },
        { name: 'none', where: { device: 'tv' }, limit: 0 },
      ]),
    );
    const without = await evening(busy);
    const { hits, ...outcome } = await evening({ ...busy, policies });
    expect(outcome.denied).toBe(without.denied);
    expect(outcome.requests).toEqual(without.requests);
    const [one, uhd, none] = hits;
    expect(one?.householdsPercent).toBeGreaterThan(5);
    expect(one?.householdsPercent).toBeLessThan(50);
    expect(uhd).toEqual({ policy: 'uhd', startsPercent: 0, householdsPercent: 0 });
    // Every television, and every household has one.
    expect(none?.startsPercent).toBeGreaterThan(50);
    expect(none?.householdsPercent).toBeGreaterThan(90);
  }, 120_000);

  test('is drawn, each pace a point of each line', async () => {
    const outcome = await evening({ ...setting, users: 5 });
    const settings = curve(parseOptions([]));
    const svg = picture(settings.map((each) => ({ ...outcome, setting: each, dollarsAMillionStreamHours: 40 })));
    expect(svg.match(/<circle/g)).toHaveLength(settings.length);
    expect(svg).not.toContain('NaN');
  });
});

test('planned events run in their order, and none after the end', async () => {
  const timeline = new Timeline(0);
  const happened: number[] = [];
  const random = randomFrom(1);
  for (let i = 0; i < 100; i++) timeline.in(random() * 100, () => void happened.push(timeline.now));
  await timeline.run(50_000);
  expect(happened).toEqual([...happened].sort((a, b) => a - b));
  expect(happened.length).toBeGreaterThan(30);
  expect(Math.max(...happened)).toBeLessThanOrEqual(50_000);
});
