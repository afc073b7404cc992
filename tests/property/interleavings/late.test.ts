import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { Operation } from '../../support/operations.ts';
import { PATIENCE_MS, THOROUGH } from '../../support/repeat.ts';
import { admit, create, full, LATER, remove, renew, stop, T, two } from '../../support/scenarios.ts';
import { Scheduler } from '../../support/schedule.ts';
import { openTable, type TestTable } from '../../support/table.ts';

interface Beginning {
  readonly before: readonly Operation[];
  readonly at: number;
}

const NOBODY: Beginning = { before: [], at: T };
const SPARE: Beginning = { before: two, at: T + 1 };
const FULL: Beginning = { before: full, at: T + 1 };
const EXPIRED: Beginning = { before: full, at: LATER };

/**
 * Every day only where it makes a difference: to who creates, whether there is a user; to who starts, whether leases
 * have expired.
 */
const beginnings = (pair: string): Beginning[] =>
  THOROUGH
    ? [NOBODY, SPARE, FULL, EXPIRED]
    : [FULL, ...(pair.startsWith('create') ? [NOBODY] : []), ...(pair.includes('start d') ? [EXPIRED] : [])];

/** In the beginning `a` holds a lease (if anybody does) and `d` does not. */
const OPERATIONS: Record<string, (now: number) => Operation[]> = {
  create: (now) => [create(now)],
  remove: (now) => [remove(now)],
  'remove and create': (now) => [remove(now), create(now + 1)],
  'start a': (now) => [admit('a', now)],
  'start d': (now) => [admit('d', now)],
  'switch a': (now) => [admit('a', now, 'news')],
  'renew a': (now) => [renew('a', now)],
  'renew d': (now) => [renew('d', now)],
  'stop a': (now) => [stop('a', now)],
  'stop d': (now) => [stop('d', now)],
};

const PAIRS = Object.entries(OPERATIONS).flatMap(([one, first]) =>
  Object.entries(OPERATIONS).map(([other, second]) => ({ name: `${one}, ${other}`, first, second })),
);

jest.setTimeout(PATIENCE_MS);

let table: TestTable;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

describe.each([
  ...(THOROUGH ? [{ title: 'refusals without the item, as from the embedded engine', returnItems: false }] : []),
  { title: 'refusals return the item, as on AWS', returnItems: true },
])('two operations, then three starts, with each write repeated at every later point: $title', (mode) => {
  let scheduler: Scheduler;
  beforeAll(async () => {
    scheduler = await Scheduler.open(table, mode.returnItems);
  });
  afterAll(() => scheduler.close());

  test.each(PAIRS)('$name', async ({ name, first, second }) => {
    for (const { before, at } of beginnings(name)) {
      const others = ['e', 'f', 'g'].map((session, i) => admit(session, at + 4 + i));
      const then = [...first(at), ...second(at + 2), ...others];
      const { copies } = await scheduler.every({ before, then });
      // Each of the last four writes at least once after every write that follows it, whether the first operation has
      // written or not.
      expect(copies).toBeGreaterThanOrEqual(1 + 2 + 3 + 4);
    }
  });
});
