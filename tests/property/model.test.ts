import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { MAX_LIMIT } from '../../src/domain/limits.ts';
import { type Listing, listUsers } from '../../src/domain/listing.ts';
import { isRefusal } from '../../src/domain/refusals.ts';
import type { Pass } from '../support/asking.ts';
import { isSame, stateOf } from '../support/invariants.ts';
import { type Outcome, outcomes, type State } from '../support/model.ts';
import { limitFor, planOf, userIn } from '../support/model-views.ts';
import { type Operation, perform } from '../support/operations.ts';
import { passesFault } from '../support/passes-kept.ts';
import { PATIENCE_MS, repeatable, THOROUGH } from '../support/repeat.ts';
import { type Asked, SETTINGS, SPARE_MS, step } from '../support/steps.ts';
import { openTable, type TestTable } from '../support/table.ts';

jest.setTimeout(PATIENCE_MS);

let table: TestTable;
let histories = 0;

beforeAll(async () => {
  table = await openTable();
});
afterAll(() => table.close());

const YOUNG_MS = 60_000;

/**
 * With passes on, a renewal may write for its pass alone, which is another of the model's ways. And the ends of passes
 * may leave room for two of the three ended sessions.
 */
const passingWay = (ways: readonly Outcome[], answer: string, stored: State): Outcome | undefined =>
  ways
    .flatMap((way) => [way, { ...way, state: withTwoEnded(way.state) }])
    .find((way) => way.answer === answer && isSame(way.state, stored));

function withTwoEnded(state: State): State {
  const user = userIn(state);
  return user?.ended === undefined ? state : { ...user, ended: user.ended.slice(0, 2) };
}

/** Two users and the model of each. Every operation is checked against what the model says of it. */
class World {
  readonly #ids = [`first-${histories}`, `second-${histories++}`];
  readonly #states: State[] = [];
  readonly #passing: boolean;
  /** The passes of all answers, which the items must know of until they end. */
  readonly #given: Pass[][] = [[], []];
  settings = SETTINGS[0];

  constructor(passing: boolean) {
    this.#passing = passing;
  }

  async do(user: number, asked: Asked): Promise<void> {
    const id = this.#ids[user] ?? '';
    const before = this.#states[user];
    const now = table.clock.now();
    const passes = this.#passing ? { youngMs: YOUNG_MS } : {};
    const operation: Operation = { ...asked, now, ...this.settings, ...passes };
    const ways = outcomes(before, operation);
    table.calls.length = 0;
    const given = this.#given[user] ?? [];
    const answer = await perform(table.deps, id, operation, (pass) => given.push(pass));
    if (table.returnsItemOnRefusal) this.#noReadAfterRefusal(asked, before);
    const stored = await table.item(id);
    const expected = (this.#passing && passingWay(ways, answer, stateOf(stored))) || ways[0];
    expect(answer).toBe(expected?.answer);
    if (this.#passing) expect(passesFault(stored ?? {}, given, MAX_LIMIT, now)).toBeUndefined();
    this.#states[user] = expected?.state;
    await this.#check(id, before, expected?.state);
  }

  /** The item is what the model says, and an operation that took a slot left no more leases than the limit. */
  async #check(id: string, before: State, state: State): Promise<void> {
    const stored = stateOf(await table.item(id));
    if (!isSame(stored, state)) expect(stored).toEqual(state);
    const user = userIn(state);
    if (user !== undefined && user.leases.length > (userIn(before)?.leases.length ?? 0)) {
      expect(user.leases.length).toBeLessThanOrEqual(limitFor(this.settings.limits, user));
    }
    for (const kind of ['streams', 'user'] as const) {
      const operation: Operation = { kind, now: table.clock.now(), ...this.settings };
      expect(await perform(table.deps, id, operation)).toBe(outcomes(state, operation)[0]?.answer);
    }
  }

  /** Where the refusal brings the item, a read is only for what is not there to be brought. */
  #noReadAfterRefusal({ kind }: Asked, before: State): void {
    // A removal reads first whom it removes.
    if (kind === 'streams' || kind === 'user' || kind === 'remove' || before === undefined) return;
    expect(table.calls.filter((call) => call.command === 'GetItemCommand')).toEqual([]);
  }

  /** Every slot that is not held by a live lease can be taken: none is lost. */
  async checkSlots(): Promise<void> {
    for (const [user, known] of this.#states.entries()) {
      const state = userIn(known);
      if (state === undefined) continue;
      table.clock.pass(SPARE_MS / 1000);
      const limit = limitFor(this.settings.limits, state);
      for (let slot = 0; slot < limit; slot++)
        await this.do(user, { kind: 'request', session: `slot-${slot}`, stream: `a-${slot}` });
      expect(userIn(this.#states[user])?.leases).toHaveLength(Math.max(limit, limit === 0 ? state.leases.length : 0));
    }
  }

  /** Listing finds who there is, by plan and by whether they watch. */
  async checkListing(): Promise<void> {
    for (const subscription of ['basic PLAN', 'premium plan']) {
      for (const online of [true, false]) {
        const mine = this.#ids.filter((_, user) => {
          const state = userIn(this.#states[user]);
          const watches = state?.leases.some((lease) => table.clock.now() < lease.expiresAt);
          return state && planOf(state.subscription) === planOf(subscription) && watches === online;
        });
        const listed = await list({ limit: 100, subscription, online });
        expect(listed.filter((id) => this.#ids.includes(id)).sort()).toEqual(mine.sort());
      }
    }
  }

  async removeAll(): Promise<void> {
    for (const user of this.#ids.keys()) await this.do(user, { kind: 'remove' });
  }
}

async function list(listing: Listing): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listUsers(table.deps, { ...listing, cursor });
    if (isRefusal(page)) throw new Error(page.refusal);
    ids.push(...page.users.map(({ id }) => id));
    cursor = page.cursor;
  } while (cursor !== undefined);
  return ids;
}

test.each([
  ['', false],
  [', with passes on', true],
])('the service agrees with the model, whatever the history%s', async (_, passing) => {
  const steps = fc.array(fc.tuple(fc.nat(1), step), { minLength: 1, maxLength: 40, size: 'max' });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SETTINGS), steps, async (settings, history) => {
      const world = new World(passing);
      world.settings = settings;
      for (const user of [0, 1]) await world.do(user, { kind: 'create', subscription: 'basic plan' });
      for (const [user, next] of history) {
        if (next.kind === 'pass') table.clock.pass(next.ms / 1000);
        else if (next.kind === 'settings') world.settings = next.settings;
        else await world.do(user, next);
      }
      await world.checkListing();
      await world.checkSlots();
      await world.removeAll();
    }),
    repeatable({ numRuns: THOROUGH ? 50 : 12 }),
  );
});
