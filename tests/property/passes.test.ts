import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { PassCollector } from '../support/pass-collector.ts';
import { PassHousehold } from '../support/pass-household.ts';
import { PATIENCE_MS, repeatable, THOROUGH } from '../support/repeat.ts';
import { openTable, type TestTable } from '../support/table.ts';

// Invariant 10: however a client behaves, the sessions that hold a valid pass are at most three times the limit.

jest.setTimeout(PATIENCE_MS);

let table: TestTable;
let users = 0;
let sessions = 0;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

const NAMES = ['a', 'b', 'c', 'd'];
const STREAMS = ['film', 'goal', 'news'];
const session = fc.constantFrom(...NAMES);
const stream = fc.constantFrom(...STREAMS);
const instance = fc.nat(2);
const fresh = (): string => `s${sessions++}`;

type Step = (client: PassCollector) => Promise<unknown>;

/** Takes a slot for a new session. */
const start = fc.record({ instance, stream, others: fc.boolean(), enrols: fc.boolean() }).map(
  ({ instance: at, stream: shown, others, enrols }): Step =>
    (client) =>
      client.start(at, {
        session: fresh(),
        stream: shown,
        ...(others ? { replace: 'others' as const } : {}),
        ...(enrols ? { subscription: 'basic plan' } : {}),
      }),
);

const startNamed = fc.record({ instance, session, stream, replace: fc.subarray(NAMES) }).map(
  ({ instance: at, ...request }): Step =>
    (client) =>
      client.start(at, request),
);

const takesAll: Step = async (client) => {
  for (let i = 0; i < 4; i++) await client.start(0, { session: fresh(), stream: 'film' });
};

/** The loop that passes are farmed with. */
const startsAndStops = fc.record({ instance, times: fc.integer({ min: 2, max: 8 }) }).map(
  ({ instance: at, times }): Step =>
    async (client) => {
      for (let i = 0; i < times; i++) {
        const name = fresh();
        await client.start(at + i, { session: name, stream: 'film' });
        await client.stop(at, name);
      }
    },
);

const stopsAll: Step = async (client) => {
  for (const name of await client.held()) await client.stop(0, name);
};

/** Renews all that is held after so long, which makes its passes as long. */
const keeps = fc.constantFrom(40, 120, 400, 900).map(
  (seconds): Step =>
    async (client) => {
      client.table.clock.pass(seconds);
      for (const name of await client.held()) await client.renew(0, name);
    },
);

const renews = fc.record({ instance, session, stream: fc.option(stream, { nil: undefined }) }).map(
  ({ instance: at, session: name, stream: shown }): Step =>
    (client) =>
      client.renew(at, name, shown),
);

/** Requests that meet. */
const together = fc.array(fc.record({ instance, session, stream }), { minLength: 2, maxLength: 4 }).map(
  (requests): Step =>
    (client) =>
      Promise.all(
        requests.map(({ instance: at, ...request }, i) =>
          i % 3 === 2 ? client.stop(at, request.session) : client.start(at, request),
        ),
      ),
);

const passes = fc.constantFrom(1, 10, 30, 59, 60, 61, 149, 150, 300).map(
  (seconds): Step =>
    async ({ table: { clock } }) =>
      clock.pass(seconds),
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: start, weight: 4 },
  { arbitrary: startNamed, weight: 3 },
  { arbitrary: fc.constant(takesAll), weight: 3 },
  { arbitrary: startsAndStops, weight: 2 },
  { arbitrary: fc.constant(stopsAll), weight: 3 },
  { arbitrary: keeps, weight: 2 },
  { arbitrary: renews, weight: 2 },
  { arbitrary: together, weight: 2 },
  { arbitrary: passes, weight: 3 },
  {
    arbitrary: instance.map(
      (at): Step =>
        (client) =>
          client.revoke(at),
    ),
    weight: 2,
  },
  {
    arbitrary: instance.map(
      (at): Step =>
        (client) =>
          client.remove(at),
    ),
    weight: 1,
  },
  {
    arbitrary: instance.map(
      (at): Step =>
        (client) =>
          client.create(at),
    ),
    weight: 1,
  },
);

const rules = fc.record({
  limit: fc.integer({ min: 1, max: 3 }),
  whenFull: fc.constantFrom('deny' as const, 'replace-oldest' as const),
  spareLeaseSeconds: fc.constantFrom(150, 750),
});

test('no client holds passes for more than three times the limit of sessions', async () => {
  const most = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(rules, fc.array(step, { minLength: 4, maxLength: 25, size: 'max' }), async (given, steps) => {
      const { limit, ...more } = given;
      const client = new PassCollector(table, `farmer-${users++}`, {
        ...table.deps.rules,
        ...more,
        limits: { standard: limit, byPlan: new Map() },
        protectSeconds: 0,
        passes: { youngSeconds: 60 },
      });
      await client.create();
      for (const next of steps) {
        await next(client);
        expect(client.valid()).toBeLessThanOrEqual(3 * limit);
        most.set(limit, Math.max(most.get(limit) ?? 0, client.valid()));
      }
    }),
    repeatable({ numRuns: THOROUGH ? 300 : 18 }),
  );
  // The farmers do reach the bound, so it is the bound that stops them.
  expect(Object.fromEntries(most)).toEqual({ 1: 3, 2: 6, 3: 9 });
});

const change = fc.record({
  device: fc.nat(2),
  seconds: fc.oneof(fc.integer({ min: 1, max: 25 }), fc.constantFrom(61, 130, 400, 1300)),
  others: fc.boolean(),
});

test('no start of a household within the two conditions is refused', async () => {
  let starts = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      fc.array(change, { maxLength: 40, size: 'max' }),
      async (limit, changes) => {
        const client = new PassCollector(table, `honest-${users++}`, {
          ...table.deps.rules,
          spareLeaseSeconds: 750,
          spareRenewSeconds: 300,
          limits: { standard: limit, byPlan: new Map() },
          passes: { youngSeconds: 60 },
        });
        await client.create();
        const home = new PassHousehold(client, limit);
        for (const { device, seconds, others } of changes) {
          await home.watch(seconds);
          await home.off(device % limit);
          if (!home.mayStart()) continue;
          starts++;
          const result = await home.change(device % limit, others ? 'others' : []);
          expect(result).not.toMatchObject({ refusal: 'too-many-starts' });
        }
      },
    ),
    repeatable({ numRuns: THOROUGH ? 200 : 8 }),
  );
  expect(starts).toBeGreaterThan(60);
});
