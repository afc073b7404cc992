import type { Rules } from './rules.ts';
import type { Table } from './table.ts';

/** The effects that an operation needs. Tests pass in their own clock, and need not sleep. */
export interface Deps<T = Table> {
  readonly table: T;
  /** The rules of the service. An operation narrows them to its caller (`rulesUnder`). */
  readonly rules: Rules;
  /** The server's clock, in epoch milliseconds. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Resolves after this many milliseconds. */
  readonly sleep: (ms: number) => Promise<unknown>;
  readonly newId: () => string;
  /** Called when an item's stamp is far ahead of this clock, with the difference in milliseconds. */
  readonly onStampAhead: (aheadMs: number) => void;
  /** Ends the reads of a request when its time is up. */
  readonly signal?: AbortSignal;
}
