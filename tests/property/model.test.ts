import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import * as fc from 'fast-check';
import { type Listing, listUsers } from '../../src/domain/listing.ts';
import { isRefusal } from '../../src/domain/refusals.ts';
import { isSame, stateOf } from '../support/invariants.ts';
import { outcomes, type State } from '../support/model.ts';
import { limitFor, planOf, userIn } from '../support/model-views.ts';
import { type Operation, perform } from '../support/operations.ts';
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

/** Two users and the model of each. Every operation is checked against what the model says of it. */
class World {
  readonly #ids = [`first-${histories}`, `second-${histories++}`];
  readonly #states: State[] = [];
  settings = SETTINGS[0];

  async do(user: number, asked: Asked): Promise<void> {
    const id = this.#ids[user] ?? '';
    const before = this.#states[user];
    const operation: Operation = { ...asked, now: table.clock.now(), ...this.settings };
    const [expected] = outcomes(before, operation);
    table.calls.length = 0;
    expect(await perform(table.deps, id, operation)).toBe(expected?.answer);
    if (table.returnsItemOnRefusal) this.#noReadAfterRefusal(asked, before);
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

test('the service agrees with the model, whatever the history', async () => {
  const steps = fc.array(fc.tuple(fc.nat(1), step), { minLength: 1, maxLength: 40, size: 'max' });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SETTINGS), steps, async (settings, history) => {
      const world = new World();
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
