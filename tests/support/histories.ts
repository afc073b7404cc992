import { setTimeout as delay } from 'node:timers/promises';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as fc from 'fast-check';
import { CLIENT_SETTINGS } from '../../src/dynamodb/client-settings.ts';
import { isSame, stateOf } from './invariants.ts';
import { type Call, findFault, type Seen } from './linearizability.ts';
import type { State } from './model.ts';
import { limitFor, userIn } from './model-views.ts';
import { LEASE_MS, type Operation } from './operations.ts';
import { FAULTS, type FaultyEndpoint, hasChanged, startProxy } from './proxy.ts';
import { asked, SETTINGS, SPARE_MS } from './steps.ts';
import type { TestTable } from './table.ts';
import { openWriter, quickly, tick, type Writer } from './writer.ts';

export interface Load {
  /** The same seed makes the same requests, passing of time and faults; which of them meet is up to the machine. */
  readonly seed: number;
  /** How many act at the same time. */
  readonly writers: number;
  /** How many users they share. */
  readonly users: number;
  /** How much of all attempts goes wrong, from 0 to 1. */
  readonly faults: number;
  /** Have refusals bring the item, as DynamoDB does, on an engine that does not. */
  readonly returnItems: boolean;
  /** With which of the settings the first round begins; without it, with the first. */
  readonly from?: number;
}

/** How many operations a writer does before all wait, and what they saw is checked. */
const ROUND = 16;

/** Long enough for its writer, and others, to do some operations. */
const KEPT_MS = 300;

/** Later than the service waits for one attempt. */
const LATE_MS = CLIENT_SETTINGS.requestHandler.requestTimeout * 1.2;

/**
 * Many writers, who do as they like to a few users, while attempts go wrong. After each round the history of each user
 * must be linearizable and end in what the table holds.
 */
export class Histories {
  readonly #table: TestTable;
  readonly #load: Load;
  readonly #proxy: FaultyEndpoint;
  readonly #writers: readonly Writer[];
  readonly #random: () => number;
  #round = 0;
  #checks = 0;
  /** How often each answer was given, by its first word. */
  readonly answers = new Map<string, number>();
  /** How often each fault was made. */
  readonly faults = new Map<string, number>();

  private constructor(table: TestTable, load: Load, proxy: FaultyEndpoint) {
    this.#table = table;
    this.#load = load;
    this.#proxy = proxy;
    this.#random = seeded(load.seed);
    // Where nothing goes wrong, a busy machine is nothing wrong either.
    const options = quickly(load.faults > 0 ? {} : { requestHandler: { requestTimeout: 60_000 } });
    this.#writers = Array.from({ length: load.writers }, (_, writer) =>
      openWriter(table, proxy.endpoint(writer), options),
    );
  }

  static async open(table: TestTable, load: Load): Promise<Histories> {
    const proxy = await startProxy(table.ask, { lateMs: LATE_MS, returnItems: load.returnItems });
    // What nobody waits for comes when others have gone on.
    const random = seeded(load.seed);
    proxy.rules.kept = (fault) => delay(fault === 'request late' ? LATE_MS : random() * KEPT_MS);
    return new Histories(table, load, proxy);
  }

  async close(): Promise<void> {
    for (const writer of this.#writers) writer.close();
    await this.#proxy.close();
  }

  /**
   * Lets every writer do some operations, and checks them.
   * @returns how many they were
   * @throws with what is wrong, and how to repeat it
   */
  async round(): Promise<number> {
    const round = this.#round++;
    const { from = 0 } = this.#load;
    const ids = Array.from({ length: this.#load.users }, (_, user) => `${this.#load.seed}-${user}`);
    const before = await this.#states(ids);
    this.#proxy.rules.fault = () => this.#fault();
    const plans = fc.sample(fc.array(asked, { minLength: ROUND, maxLength: ROUND }), {
      seed: this.#load.seed + round,
      numRuns: this.#load.writers,
    });
    const seen = new Map<string, Seen>();
    this.#proxy.rules.answered = (attempt, body, again) => {
      if (!hasChanged(attempt, body)) return;
      const after = attempt.body.includes('"ALL_NEW"') ? stateAfter(body) : undefined;
      seen.set(again ? `${attempt.name} again` : attempt.name, { at: tick(), after });
    };
    // The last attempt that the engine did is the one that was answered, or met by the attempts after it.
    const witness = ({ attempts = [] }: Call) => attempts.flatMap((name) => seen.get(name) ?? []).at(-1);
    const histories = new Map<string, Call[]>(ids.map((id) => [id, []]));
    await Promise.all(
      this.#writers.map(async (writer, w) => {
        for (const next of plans[w] ?? []) {
          const id = ids[Math.floor(this.#random() * ids.length)] ?? '';
          // Writers with an even number have not heard yet that the settings were changed.
          const settings = SETTINGS[(from + round + (w % 2)) % SETTINGS.length] ?? SETTINGS[0];
          const operation: Operation = { ...next, now: this.#now(), ...settings };
          const { answer, calls, copies } = await writer.call(id, operation);
          histories.get(id)?.push(...calls, ...copies);
          this.#count(this.answers, next.kind === 'streams' || next.kind === 'user' ? 'read' : answer);
        }
      }),
    );
    await this.#proxy.idle();
    const after = await this.#states(ids);
    const broken = [...this.#proxy.broken];
    for (const [id, history] of histories) {
      const end = after.get(id);
      // What never came to the engine, or was refused there, did nothing.
      const calls = history.filter((call) => call.answer !== undefined || witness(call) !== undefined);
      const fault = findFault(before.get(id), calls, (state) => isSame(state, end), witness);
      if (fault !== undefined) broken.push(`User ${id}: ${fault}`, `The table holds ${JSON.stringify(end)}`);
    }
    if (broken.length > 0) {
      throw new Error(`Round ${round} of ${JSON.stringify(this.#load)}:\n${broken.join('\n')}`);
    }
    return ROUND * this.#load.writers;
  }

  /** No slot is lost: once faults have stopped and leases have expired, every user can fill all slots anew. */
  async checkSlots(): Promise<void> {
    this.#proxy.rules.fault = () => undefined;
    // Those of an earlier check may hold leases still: they would renew them.
    const check = this.#checks++;
    this.#table.clock.pass(SPARE_MS / 1000);
    const [settings] = SETTINGS;
    for (let user = 0; user < this.#load.users; user++) {
      const id = `${this.#load.seed}-${user}`;
      const ask = async (operation: Pick<Operation, 'kind'>) =>
        (await this.#writers[0]?.call(id, { ...operation, now: this.#shortly(), ...settings } as Operation))?.answer ??
        '';
      await ask({ kind: 'create', subscription: 'basic plan' } as Operation);
      const state = stateOf(await this.#table.item(id));
      const found = userIn(state);
      if (found === undefined) continue;
      const limit = limitFor(settings.limits, found);
      for (let slot = 0; slot <= limit; slot++) {
        const answer = await ask({ kind: 'request', session: `again-${check}-${slot}`, stream: 'film' } as Operation);
        if (/^(admitted|reclaimed)/.test(answer) !== slot < limit)
          throw new Error(`User ${id}, slot ${slot}: ${answer}`);
      }
    }
  }

  async #states(ids: readonly string[]): Promise<Map<string, State>> {
    return new Map(await Promise.all(ids.map(async (id) => [id, stateOf(await this.#table.item(id))] as const)));
  }

  /** A millisecond passes with each request; now and then half a lease does. */
  #now(): number {
    if (this.#random() < 0.02) this.#table.clock.pass(LEASE_MS / 2000);
    return this.#shortly();
  }

  /** A millisecond later: no lease ends meanwhile. */
  #shortly(): number {
    this.#table.clock.pass(0.001);
    return this.#table.clock.now();
  }

  #fault() {
    if (this.#random() >= this.#load.faults) return undefined;
    const any = FAULTS[Math.floor(this.#random() * FAULTS.length)];
    // Lateness takes a second of a writer's time, so most of it is a loss instead.
    const fault = any?.endsWith('late') && this.#random() < 0.95 ? 'response lost' : any;
    if (fault !== undefined) this.#count(this.faults, fault);
    return fault;
  }

  #count(counts: Map<string, number>, what: string): void {
    const name = counts === this.answers ? (what.split(' ')[0] ?? '') : what;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
}

/** The user after an update, as the engine tells it where it was asked to. */
function stateAfter(body: string): State {
  const { Attributes } = JSON.parse(body);
  return stateOf(unmarshall(Attributes));
}

/** Mulberry32: a small generator, good enough to choose what goes wrong. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
