import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import { createUser } from '../../src/domain/creation.ts';
import type { Deps } from '../../src/domain/deps.ts';
import { isRefusal } from '../../src/domain/refusals.ts';
import { renewStream } from '../../src/domain/renewal.ts';
import { requestStream, type StreamRequest } from '../../src/domain/start.ts';
import { stopStream } from '../../src/domain/stop.ts';
import { openTable, type TestTable } from './table.ts';

const USUAL = { stream: 'title-2026-season-04', device: 'Bedroom tele' };

/** A user whose leases bring passes, for the tests of a file: a new one for each test. */
export class PassViewer {
  id = '';
  #table: TestTable | undefined;

  constructor() {
    beforeAll(async () => {
      this.#table = await openTable();
      // A time that ends in zeros takes fewer bytes.
      this.table.clock.pass(0.337);
    });
    afterAll(() => this.table.close());
    beforeEach(() => this.create(this.deps));
  }

  get table(): TestTable {
    if (this.#table === undefined) throw new Error('There is no table yet.');
    return this.#table;
  }

  /** With passes on: a young one lasts a minute. */
  get deps(): Deps {
    const paces = { spareLeaseSeconds: 750, spareRenewSeconds: 300 };
    return {
      ...this.table.deps,
      rules: { ...this.table.deps.rules, ...paces, passes: { youngSeconds: 60 } },
    };
  }

  get off(): Deps {
    return { ...this.deps, rules: { ...this.deps.rules, passes: undefined } };
  }

  async create(by: Deps): Promise<void> {
    this.id = randomUUID();
    await createUser(by, { id: this.id, name: 'Robin van Persie', subscription: 'Basic Plan' });
    this.pass(1);
  }

  pass = (seconds: number): void => this.table.clock.pass(seconds);

  start = (session: string, more: Partial<StreamRequest> = {}, by = this.deps) =>
    requestStream(by, { id: this.id, session, ...USUAL, ...more });

  renew = (session: string, stream?: string, by = this.deps) => renewStream(by, { id: this.id, session, stream });

  stop = (session: string, by = this.deps) => stopStream(by, { id: this.id, session });

  item = () => this.table.item(this.id);

  /** When the passes end of leases that have ended, in seconds from now. */
  async ending(): Promise<number[] | undefined> {
    const found = (await this.item())?.ending;
    const inSeconds = (end: number) => (end - this.table.clock.now()) / 1000;
    return (
      found &&
      Object.values<number>(found)
        .map(inSeconds)
        .sort((a, b) => a - b)
    );
  }

  /** How many writes this takes, and the most units of one. */
  async cost(work: () => Promise<unknown>) {
    this.table.calls.length = 0;
    await work();
    const writes = this.table.calls.filter(({ command }) => command !== 'GetItemCommand');
    return { writes: writes.length, units: Math.max(...writes.map(({ writeUnits }) => writeUnits)) };
  }
}

/** How long a start that was refused has to wait, in seconds. */
export function secondsToWait(result: object): number {
  if (!isRefusal(result) || result.refusal !== 'too-many-starts') throw new Error('It was not refused for that.');
  return (result.until - result.now) / 1000;
}
