import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { LEASE_MS, type Operation } from '../support/operations.ts';
import { PATIENCE_MS, THOROUGH } from '../support/repeat.ts';
import { type Scenario, Scheduler } from '../support/schedule.ts';
import { openTable, type TestTable } from '../support/table.ts';

const T = Date.parse('2026-11-23T12:00:00Z');
const LATER = T + LEASE_MS;
const limits = { standard: 3, byPlan: new Map() };
const create = (now = T): Operation => ({ kind: 'create', subscription: 'basic plan', now, limits });
const remove = (now = T): Operation => ({ kind: 'remove', now, limits });
const admit = (session: string, now = T, stream = session): Operation => ({
  kind: 'request',
  session,
  stream,
  now,
  limits,
});
const renew = (session: string, now = T, stream?: string): Operation => ({
  kind: 'renew',
  session,
  stream,
  now,
  limits,
});
const stop = (session: string, now = T): Operation => ({ kind: 'stop', session, now, limits });

const one = [create()];
const two = [create(), admit('a'), admit('b')];
/** At `LATER` all three have expired. */
const full = [create(), admit('a'), admit('b'), admit('c')];

/** Two at once, with every answer that may be lost. */
const PAIRS: Record<string, Scenario> = {
  'admit, admit: one slot is left': { before: two, together: [admit('c', T + 1), admit('d', T + 2)] },
  'admit, admit: the same session': { before: two, together: [admit('c', T + 1), admit('c', T + 2, 'news')] },
  'admit, admit: the same request in the same millisecond': { before: two, together: [admit('c'), admit('c')] },
  'admit, reclaim': { before: full, together: [admit('d', LATER - 1), admit('e', LATER)] },
  'reclaim, renew': { before: full, together: [admit('d', LATER), renew('a', LATER + 1)] },
  'reclaim, reclaim': { before: full, together: [admit('d', LATER), admit('e', LATER + 1)] },
  'reclaim, admit by an instance that allows five': {
    before: [...full, renew('b', T + 1), renew('c', T + 1)],
    together: [
      admit('d', LATER),
      { kind: 'request', session: 'e', stream: 'e', now: LATER, limits: { ...limits, standard: 5 } },
    ],
  },
  'reclaim, stop': { before: full, together: [admit('d', LATER), stop('a', LATER + 1)] },
  'reclaim, switch': { before: full, together: [admit('d', LATER), admit('a', LATER + 1, 'news')] },
  'stop, admit': { before: full, together: [stop('a', T + 1), admit('d', T + 2)] },
  'stop, renew': { before: full, together: [stop('a', T + 1), renew('a', T + 2)] },
  'stop, start: the same session': { before: full, together: [stop('a', T + 1), admit('a', T + 2)] },
  'renew, start: the same session': { before: two, together: [renew('c', T + 1), admit('c', T + 2)] },
  'renew, switch': { before: full, together: [renew('a', T + 1), renew('a', T + 2, 'news')] },
  'remove, renew': { before: full, together: [remove(T + 1), renew('a', T + 2)] },
  'remove, admit': { before: two, together: [remove(T + 1), admit('c', T + 2)] },
  'remove, stop': { before: full, together: [remove(T + 1), stop('a', T + 2)] },
  'remove, create': { before: full, together: [remove(T + 1), create(T + 2)] },
  'create, create': { before: [], together: [create(T + 1), create(T + 2)] },
  'create, create: the same millisecond': {
    before: [],
    together: [create(), create()],
    // A lost answer would make both succeed: nothing tells the two requests apart (docs/correctness.md).
    lostAnswer: false,
  },
  'create, admit': { before: [], together: [create(), admit('a', T + 1)] },
};

/** Three at once. */
const TRIPLES: Record<string, Scenario> = {
  'admit three times: two slots are left': {
    before: [...one, admit('a')],
    together: [admit('b', T + 1), admit('c', T + 2), admit('d', T + 3)],
  },
  'reclaim, reclaim, reclaim': {
    before: full,
    together: [admit('d', LATER), admit('e', LATER + 1), admit('f', LATER + 2)],
  },
  'reclaim, reclaim, renew': {
    before: full,
    together: [admit('d', LATER), admit('e', LATER + 1), renew('a', LATER + 2)],
  },
  'reclaim, renew, stop': { before: full, together: [admit('d', LATER), renew('a', LATER + 1), stop('b', LATER + 2)] },
  'reclaim, stop, start: the same session': {
    before: full,
    together: [admit('d', LATER), stop('a', LATER + 1), admit('a', LATER + 2)],
  },
  'stop, admit, admit': { before: full, together: [stop('a', T + 1), admit('d', T + 2), admit('e', T + 3)] },
  'remove, create, admit': { before: full, together: [remove(T + 1), create(T + 2), admit('d', T + 3)] },
  'remove, create, renew': { before: full, together: [remove(T + 1), create(T + 2), renew('a', T + 3)] },
  'create, create, remove': { before: [], together: [create(T + 1), create(T + 2), remove(T + 3)] },
};

jest.setTimeout(PATIENCE_MS);

let table: TestTable;
beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

describe.each([
  // Every day only what is seen of the engine's own refusals: each costs a read, and so many more orders.
  { title: 'refusals as the engine answers them', returnItems: false, all: THOROUGH },
  { title: 'refusals that bring the item, as on AWS', returnItems: true, all: true },
])('$title', ({ returnItems, all }) => {
  let scheduler: Scheduler;
  beforeAll(async () => {
    scheduler = await Scheduler.open(table, returnItems);
  });
  afterAll(() => scheduler.close());

  test.each(Object.entries(PAIRS))('%s', async (_name, scenario) => {
    expect(await scheduler.every({ lostAnswer: all, ...scenario })).toBeGreaterThan(1);
  });

  if (!all) return;
  test.each(Object.entries(TRIPLES))('%s', async (_name, scenario) => {
    expect(await scheduler.every(scenario)).toBeGreaterThan(1);
  });
});
