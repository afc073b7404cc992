import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CLIENT_SETTINGS, clientSettings } from '../../src/dynamodb/client-settings.ts';
import { isSame, stateOf } from '../support/invariants.ts';
import { findFault } from '../support/linearizability.ts';
import { outcomes, type State } from '../support/model.ts';
import { LEASE_MS, type Operation, perform, UNAVAILABLE } from '../support/operations.ts';
import { FAULTS, type Fault, type FaultyEndpoint, startProxy } from '../support/proxy.ts';
import { PATIENCE_MS } from '../support/repeat.ts';
import { SPARE_MS } from '../support/steps.ts';
import { openTable, type TestTable } from '../support/table.ts';
import { openWriter, quickly, type Writer } from '../support/writer.ts';

const T = Date.parse('2026-11-23T12:00:00Z');
const limits = { standard: 3, byPlan: new Map() };
/** Later than the stamps of all before, so that the first attempt is not refused for its own. */
const when = { now: T + 100, limits };
const create: Operation = { kind: 'create', subscription: 'basic plan', now: T, limits };
const start = (session: string, more: { replace?: string[] } = {}): Operation => ({
  kind: 'request',
  session,
  stream: 'goal',
  now: T,
  limits,
  ...more,
});
const stop = (session: string): Operation => ({ kind: 'stop', session, now: T, limits });
const three = [create, start('a'), start('b'), start('c')];

/** `or`: what the attempt says that meets the effect of the one before it. */
const OPERATIONS: Record<string, { before: Operation[]; operation: Operation; or?: string }> = {
  create: { before: [], operation: { kind: 'create', subscription: 'basic plan', ...when } },
  'admit to the last slot': {
    before: three.slice(0, 3),
    operation: { kind: 'request', session: 'd', stream: 'news', ...when },
  },
  deny: { before: three, operation: { kind: 'request', session: 'd', stream: 'news', ...when } },
  reclaim: {
    before: three,
    operation: { kind: 'request', session: 'd', stream: 'news', now: T + LEASE_MS, limits },
  },
  switch: { before: three, operation: { kind: 'request', session: 'a', stream: 'news', ...when } },
  renew: { before: three, operation: { kind: 'renew', session: 'a', ...when } },
  stop: { before: three, operation: { kind: 'stop', session: 'a', ...when }, or: 'nothing to stop' },
  remove: { before: three, operation: { kind: 'remove', ...when }, or: 'removed false' },
  replace: {
    before: three,
    operation: { kind: 'request', session: 'd', stream: 'news', replace: ['b', 'a'], ...when },
  },
  'start again of who was replaced': {
    before: [...three, start('d', { replace: ['a'] }), stop('d')],
    operation: { kind: 'request', session: 'a', stream: 'news', ...when },
  },
  enrol: { before: [], operation: { kind: 'request', session: 'a', stream: 'news', claim: 'basic plan', ...when } },
  'start again with another plan': {
    before: three,
    operation: { kind: 'request', session: 'a', stream: 'goal', claim: 'premium plan', ...when },
  },
  'renew for long': {
    before: three.slice(0, 3),
    operation: { kind: 'renew', session: 'a', ...when, spareMs: SPARE_MS },
  },
  'renew for short': { before: three, operation: { kind: 'renew', session: 'a', ...when, spareMs: SPARE_MS } },
  'revoke and block': {
    before: three,
    operation: { kind: 'revoke', blockMs: 1000, ...when },
    or: `revoked, blocked until ${new Date(when.now + 1000).toISOString()} | `,
  },
};

jest.setTimeout(PATIENCE_MS);

let table: TestTable;
let proxy: FaultyEndpoint;
let writer: Writer;
let id = '';
let users = 0;

beforeAll(async () => {
  table = await openTable();
  proxy = await startProxy(table.ask, { lateMs: CLIENT_SETTINGS.requestHandler.requestTimeout + 100 });
  writer = openWriter(table, proxy.endpoint(0), quickly());
});
afterAll(async () => {
  writer.close();
  await proxy.close();
  await table.close();
});
beforeEach(() => {
  id = `user-${users++}`;
  proxy.rules.fault = () => undefined;
  delete proxy.rules.kept;
});

const stored = async (): Promise<State> => stateOf(await table.item(id));

async function prepare(before: readonly Operation[]): Promise<State> {
  for (const operation of before) await writer.call(id, operation);
  return stored();
}

/** The next attempts go wrong, and those after them do not. */
function next(fault: Fault, attempts: number): void {
  let left = attempts;
  proxy.rules.fault = () => (left-- > 0 ? fault : undefined);
}

describe.each(FAULTS.filter((fault) => !/^request late|^response late|twice/.test(fault)))('%s', (fault) => {
  test.each(Object.entries(OPERATIONS))(
    'once: %s has one effect, and a right answer',
    async (_name, { before, operation, or }) => {
      const initial = await prepare(before);
      const [expected] = outcomes(initial, operation);
      next(fault, 1);
      const { answer, calls } = await writer.call(id, operation);
      expect(isSame(await stored(), expected?.state)).toBe(true);
      expect([expected?.answer, or]).toContain(answer);
      expect(findFault(initial, calls)).toBeUndefined();
    },
  );

  test.each(Object.entries(OPERATIONS))(
    'always: %s is unavailable, and right when it is asked again',
    async (_name, { before, operation }) => {
      const initial = await prepare(before);
      next(fault, Number.POSITIVE_INFINITY);
      const failed = await writer.call(id, operation);
      expect(failed.answer).toBe(UNAVAILABLE);
      proxy.rules.fault = () => undefined;
      const again = await writer.call(id, { ...operation, now: operation.now + 1 });
      expect(again.answer).not.toBe(UNAVAILABLE);
      const end = await stored();
      const calls = [...again.calls, ...failed.calls];
      expect(findFault(initial, calls, (state) => isSame(state, end))).toBeUndefined();
      expect(end?.leases?.length ?? 0).toBe(outcomes(initial, operation)[0]?.state?.leases?.length ?? 0);
    },
  );
});

/** What follows each of the operations, so that what comes late finds a user who has changed since. */
const after: Operation[] = [stop, start].flatMap((next) => [next('a'), next('d')]);

describe.each(['delivered late', 'delivered twice'] as const)('%s', (fault) => {
  test.each(Object.entries(OPERATIONS))(
    '%s: what comes when others have followed does nothing',
    async (_name, each) => {
      await prepare(each.before);
      let deliver: (_: unknown) => void = () => undefined;
      const delivered = new Promise((resolve) => {
        deliver = resolve;
      });
      proxy.rules.kept = () => delivered;
      next(fault, 1);
      await writer.call(id, each.operation);
      const followers = each.operation.kind === 'remove' ? [create, ...after] : after;
      for (const [i, operation] of followers.entries())
        await writer.call(id, { ...operation, now: each.operation.now + 1 + i });
      const before = await table.item(id);
      deliver(undefined);
      await proxy.idle();
      expect(await table.item(id)).toEqual(before);
    },
  );
});

test.each(['request late', 'response late'] as const)(
  '%s: the second attempt answers, and the first does no harm',
  async (fault) => {
    const initial = await prepare(three.slice(0, 3));
    next(fault, 1);
    const { answer, calls } = await writer.call(id, { kind: 'request', session: 'd', stream: 'news', ...when });
    expect(answer).toMatch(/^admitted/);
    await proxy.idle();
    const end = await stored();
    expect(end?.leases).toHaveLength(3);
    expect(findFault(initial, calls, (state) => isSame(state, end))).toBeUndefined();
  },
);

test('the service’s own client settings survive a lost connection and a moment of throttling', async () => {
  const slow = openWriter(table, proxy.endpoint(1), clientSettings());
  try {
    await prepare([create]);
    for (const fault of ['response lost', 'ThrottlingException'] as const) {
      next(fault, 1);
      expect((await slow.call(id, start('a'))).answer).toMatch(/^admitted/);
    }
  } finally {
    slow.close();
  }
});

test('a request whose time is up is unavailable, even if the table never answers', async () => {
  await prepare([create]);
  proxy.rules.fault = () => new Promise(() => undefined);
  const abortSignal = AbortSignal.timeout(50);
  const hurried = { ...writer.deps, table: { ...writer.deps.table, abortSignal } };
  expect(await perform(hurried, id, start('a'))).toBe(UNAVAILABLE);
  proxy.rules.fault = () => undefined;
  expect((await writer.call(id, start('a'))).answer).toMatch(/^admitted/);
});

test('an engine that cannot be reached is unavailable', async () => {
  const lost = openWriter(table, 'http://127.0.0.1:1', quickly());
  expect((await lost.call(id, start('a'))).answer).toBe(UNAVAILABLE);
  lost.close();
});
