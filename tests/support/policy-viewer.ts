import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Deps } from '../../src/domain/deps.ts';
import type { Rules } from '../../src/domain/rules.ts';
import type { Tags } from '../../src/domain/user.ts';
import { parseSettings } from '../../src/settings/settings.ts';
import { createUser, getStreams, renewStream, requestStream, stopStream } from './asking.ts';
import { openTable, type TestTable } from './table.ts';

export const UHD = { name: 'uhd', where: { quality: 'uhd' }, limit: 1 };
export const TITLE = { name: 'same-title', per: 'stream', limit: 2 };
export const HOME = { name: 'one-home', distinct: 'network', limit: 1 };
export const uhd = { quality: 'uhd' };
export const hd = { quality: 'hd' };

/** A viewer of a table of the test file's own, a new one for each test, under policies that the test sets. */
export class PolicyViewer {
  id = '';
  #users = 0;
  #rules: Partial<Rules> = {};
  #table: TestTable | undefined;

  /** Opens the table before the tests of this file, and closes it after them. */
  constructor() {
    beforeAll(async () => {
      this.#table = await openTable();
    });
    afterAll(() => this.table.close());
    beforeEach(async () => {
      this.#rules = {};
      await this.enter(`user-${this.#users++}`);
    });
  }

  get table(): TestTable {
    if (this.#table === undefined) throw new Error('The table opens before the first test.');
    return this.#table;
  }

  get deps(): Deps {
    return { ...this.table.deps, rules: { ...this.table.deps.rules, ...this.#rules } };
  }

  /** Makes the user of this id, who is the viewer from then on. */
  async enter(id: string): Promise<void> {
    this.id = id;
    await createUser(this.table.deps, { id, name: 'Van Persie', subscription: 'basic plan' });
  }

  /** Goes by the rules that these settings make. */
  set(policies: readonly object[], settings: Record<string, string> = {}): void {
    const environment = { TABLE_NAME: 'users', AUTH: 'none', STREAM_POLICIES: JSON.stringify(policies), ...settings };
    this.#rules = parseSettings(environment).rules;
  }

  /** A second after what was before, as is a renewal. */
  start(session: string, tags?: Tags, more: { stream?: string; replace?: string[] } = {}) {
    this.table.clock.pass(1);
    return requestStream(this.deps, { id: this.id, stream: `${session}-film`, session, tags, ...more });
  }

  renew(session: string, more: { stream?: string; tags?: Tags } = {}) {
    this.table.clock.pass(1);
    return renewStream(this.deps, { id: this.id, session, ...more });
  }

  stop(session: string) {
    return stopStream(this.deps, { id: this.id, session });
  }

  /** The sessions that are on. */
  async on(): Promise<string[]> {
    const view = await getStreams(this.deps, this.id);
    return 'streams' in view ? view.streams.map(({ session }) => session) : [];
  }

  item() {
    return this.table.item(this.id);
  }

  /** How many writes it takes. */
  async writesOf(action: () => Promise<object>): Promise<number> {
    this.table.calls.length = 0;
    await action();
    return this.table.calls.filter(({ command }) => command === 'UpdateItemCommand').length;
  }
}
