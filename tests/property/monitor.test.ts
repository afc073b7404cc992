import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { Policy, Shape } from '../../src/domain/policies.ts';
import type { Rules } from '../../src/domain/rules.ts';
import { isRefused, requestStream } from '../support/asking.ts';
import { PATIENCE_MS, repeatable, THOROUGH } from '../support/repeat.ts';
import { openTable, type TestTable } from '../support/table.ts';

jest.setTimeout(PATIENCE_MS);

let table: TestTable;
let items = 0;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

const tags = fc.record(
  { quality: fc.constantFrom('uhd', 'hd'), network: fc.constantFrom('x', 'y', 'z') },
  { requiredKeys: [] },
);
const stream = fc.constantFrom('goal', 'news');
const lease = fc.record({ stream, tags, age: fc.integer({ min: 0, max: 300 }) });
const shape = fc.constantFrom<Shape>(
  { where: { quality: 'uhd' } },
  { where: { quality: 'uhd', network: 'x' } },
  { per: 'stream' },
  { per: 'quality' },
  { distinct: 'network' },
);
const policy = fc.record({ shape, standard: fc.integer({ min: 0, max: 3 }) });
const NAMES = ['s0', 's1', 's2', 's3', 's4'];

const world = fc.record({
  leases: fc.array(lease, { maxLength: NAMES.length }),
  wanted: fc.record({ stream, tags }),
  replace: fc.subarray(NAMES, { maxLength: 2 }),
  whenFull: fc.constantFrom('deny' as const, 'replace-oldest' as const),
  limit: fc.integer({ min: 1, max: 6 }),
  enforced: fc.array(policy, { maxLength: 2 }),
  tried: policy,
});
type World = typeof world extends fc.Arbitrary<infer W> ? W : never;

/** Puts the same item once more, and asks for the same stream. */
async function ask({ leases, wanted, replace, limit }: World, rules: Partial<Rules>) {
  const id = `item-${items++}`;
  const now = table.clock.now();
  const streams = leases.map(({ age, ...rest }, i) => {
    const startedAt = now - age * 1000 - i;
    return [NAMES[i] ?? '', { ...rest, startedAt, expiresAt: startedAt + 150_000 }] as const;
  });
  const created = { name: 'x', subscription: 'basic', plan: 'basic', createdAt: now - 1, changedAt: now - 1 };
  await table.put({ id, ...created, activeStreams: leases.length, streams: Object.fromEntries(streams) });
  const deps = {
    ...table.deps,
    rules: { ...table.deps.rules, limits: { standard: limit, byPlan: new Map() }, ...rules },
  };
  return requestStream(deps, { id, session: 'new', ...wanted, replace });
}

const made = ({ shape, standard }: World['tried'], name: string, share: number): Policy => ({
  name,
  shape,
  numbers: { standard, byPlan: new Map() },
  share,
});

test('a policy in monitor mode counts what it would deny when enforced, and denies nobody', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const enforced = given.enforced.map((each, i) => made(each, `enforced-${i}`, 100));
      const { whenFull } = given;
      const without = await ask(given, { whenFull, policies: enforced });
      const monitored = await ask(given, { whenFull, policies: [...enforced, made(given.tried, 'tried', 0)] });
      const enforcing = await ask(given, { whenFull, policies: [...enforced, made(given.tried, 'tried', 100)] });
      expect(isRefused(monitored)).toBe(isRefused(without));
      if (isRefused(monitored)) return;
      expect(monitored.wouldDeny).toEqual(isRefused(enforcing) ? ['tried'] : []);
      seen.add(String(monitored.wouldDeny));
    }),
    repeatable({ numRuns: THOROUGH ? 300 : 100 }),
  );
  expect(seen).toEqual(new Set(['', 'tried']));
});

test('WHEN_FULL=admit counts what the limit would deny', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const policies = given.enforced.map((each, i) => made(each, `enforced-${i}`, 100));
      const monitored = await ask(given, { whenFull: 'admit', policies });
      const enforcing = await ask(given, { whenFull: 'deny', policies });
      if (isRefused(monitored)) return expect(isRefused(enforcing)).toBe(true);
      expect(monitored.wouldDeny).toEqual(isRefused(enforcing) ? ['limit'] : []);
      seen.add(String(monitored.wouldDeny));
    }),
    repeatable({ numRuns: THOROUGH ? 200 : 70 }),
  );
  expect(seen).toEqual(new Set(['', 'limit']));
});
