import type { Policy } from '../../../src/domain/policies.ts';

/** Whom a policy would hit. */
export interface Hit {
  readonly policy: string;
  /** Of all starts, and of all households that started anything, in percent. */
  readonly startsPercent: number;
  readonly householdsPercent: number;
}

/** Counts what policies that deny nobody would deny. */
export class Hits {
  readonly #starts = new Map<string, number>();
  readonly #households = new Map<string, Set<string>>();
  readonly #all = new Set<string>();
  #count = 0;

  constructor(policies: readonly Policy[]) {
    for (const { name } of policies) {
      this.#starts.set(name, 0);
      this.#households.set(name, new Set());
    }
  }

  /** @param wouldDeny names of policies, as a start returns them; empty for a start that was denied by the limit */
  start(household: string, wouldDeny: readonly string[]): void {
    this.#count++;
    this.#all.add(household);
    for (const name of wouldDeny) {
      this.#starts.set(name, (this.#starts.get(name) ?? 0) + 1);
      this.#households.get(name)?.add(household);
    }
  }

  report(): Hit[] {
    return [...this.#starts].map(([policy, starts]) => ({
      policy,
      startsPercent: (100 * starts) / Math.max(1, this.#count),
      householdsPercent: (100 * (this.#households.get(policy)?.size ?? 0)) / Math.max(1, this.#all.size),
    }));
  }
}
