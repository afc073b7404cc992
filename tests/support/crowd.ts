import { memoryTable } from '../../scripts/capacity/simulation/engine.ts';
import { randomFrom, Timeline } from '../../scripts/capacity/simulation/timeline.ts';
import type { Deps } from '../../src/domain/deps.ts';
import { isRefusal, type Refusal } from '../../src/domain/refusals.ts';
import type { Rules } from '../../src/domain/rules.ts';
import type { Table } from '../../src/domain/table.ts';
import { testDeps } from './table.ts';

const START = Date.UTC(2026, 10, 26, 20);

/** A function of Lambda ends after so long, in milliseconds. */
const FUNCTION_MS = 6000;

/** The network between the functions and the table: how long a call takes, in milliseconds. */
export interface Latency {
  readonly ms: number;
  /** How much a call may take longer or shorter, as a part of `ms`. */
  readonly jitter: number;
}

type Request = (deps: Deps, id: string) => Promise<object>;

/**
 * Many requests for one user at nearly one time, against a table that answers after a while. The clock is simulated.
 */
export class Crowd {
  readonly #timeline = new Timeline(START);
  readonly #random: () => number;
  readonly #memory = memoryTable('crowd');
  readonly deps: Deps;
  #users = 0;

  constructor(latency: Latency, rules: Partial<Rules>, seed: number) {
    this.#random = randomFrom(seed);
    const usual = testDeps(this.#slow(this.#memory.table, latency));
    this.deps = {
      ...usual,
      rules: { ...usual.rules, ...rules },
      now: () => this.#timeline.now,
      random: this.#random,
      sleep: (ms) => this.#after(ms),
    };
  }

  close(): void {
    this.#memory.close();
  }

  /**
   * Puts a user, and sends all requests within so many milliseconds.
   * @param user what the item has besides the usual
   * @returns the answers, in the order of the requests
   */
  async together(user: object, requests: readonly Request[], withinMs: number): Promise<Answer[]> {
    const id = `user-${this.#users++}`;
    const plan = { subscription: 'basic plan', plan: 'basic plan' };
    const fresh = { createdAt: START - 1, changedAt: START - 1, activeStreams: 0, streams: {} };
    this.#memory.put({ id, name: id, ...plan, ...fresh, ...user });
    const answers = requests.map(async (request): Promise<Answer> => {
      await this.#after(this.#random() * withinMs);
      const began = this.#timeline.now;
      const answer = await request(this.deps, id);
      return { answer, ms: this.#timeline.now - began };
    });
    await this.#timeline.run(START + 3_600_000);
    return Promise.all(answers);
  }

  #after = (ms: number) => new Promise<void>((resolve) => this.#timeline.in(ms / 1000, () => settled(resolve)));

  #slow(table: Table, { ms, jitter }: Latency): Table {
    const way = () => this.#after((ms / 2) * (1 + jitter * (2 * this.#random() - 1)));
    return {
      ...table,
      update: async (...call) => {
        await way();
        const result = await table.update(...call);
        await way();
        return result;
      },
    };
  }
}

export interface Answer {
  readonly answer: object;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

/** A 503: given up, or too late for the function. */
export const isFailure = ({ answer, ms }: Answer): boolean =>
  ms > FUNCTION_MS || (isRefusal(answer) && (answer satisfies Refusal).refusal === 'contended');

/** Lets everything that waits for an event go on to where it waits again, before the clock moves. */
async function settled(resolve: () => void): Promise<void> {
  resolve();
  await new Promise((next) => setImmediate(next));
}
