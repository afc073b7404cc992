import { randomUUID } from 'node:crypto';
import { isSame, stateOf } from './invariants.ts';
import { findFault } from './linearizability.ts';
import type { Operation } from './operations.ts';
import { type Attempt, type Fault, type FaultyEndpoint, startProxy } from './proxy.ts';
import type { TestTable } from './table.ts';
import { openWriter, quickly, type Writer } from './writer.ts';

/** A few operations on one user at the same time. */
export interface Scenario {
  /** One after the other, before. */
  readonly before: readonly Operation[];
  readonly together: readonly Operation[];
  /** Also every schedule in which one attempt loses its answer, after the engine has done it. */
  readonly lostAnswer?: boolean;
}

/** What happens next: the attempt of this writer goes to the engine, and its answer is lost or not. */
interface Choice {
  readonly writer: number;
  readonly lost: boolean;
}

type Item = Awaited<ReturnType<TestTable['item']>>;

/** One schedule: the choices that it made, and what is wrong with its answers, if anything is. */
interface Run {
  readonly choices: readonly Choice[];
  readonly fault: string | undefined;
}

/**
 * Drives operations through **every** order in which their attempts can reach the engine, by doing them again and again:
 * each run holds every attempt at the proxy until all operations have one there or are done, and then lets one go. A choice
 * that leads where another run has been (the same item, and every operation has seen the same answers) is not followed
 * again: an operation depends on nothing else.
 */
export class Scheduler {
  readonly #table: TestTable;
  readonly #proxy: FaultyEndpoint;
  readonly #writers: readonly Writer[];
  readonly #gates: Gates;
  readonly #prefix = randomUUID();
  #users = 0;

  private constructor(table: TestTable, proxy: FaultyEndpoint, gates: Gates) {
    this.#table = table;
    this.#proxy = proxy;
    this.#gates = gates;
    // Who waits at the proxy must not run out of time.
    const options = quickly({ requestHandler: { requestTimeout: 60_000 } });
    this.#writers = [0, 1, 2].map((writer) => openWriter(table, proxy.endpoint(writer), options));
  }

  /** @param returnItems have refusals bring the item, as DynamoDB does, on an engine that does not */
  static async open(table: TestTable, returnItems: boolean): Promise<Scheduler> {
    const gates = new Gates();
    const proxy = await startProxy(table.endpoint, {
      returnItems,
      fault: (attempt) => gates.wait(attempt),
      answered: ({ writer }, body) => gates.saw(writer, body),
    });
    return new Scheduler(table, proxy, gates);
  }

  async close(): Promise<void> {
    for (const writer of this.#writers) writer.close();
    await this.#proxy.close();
  }

  /**
   * @returns how many orders there are
   * @throws with the order, if its answers are not right or it broke an invariant
   */
  async every(scenario: Scenario): Promise<number> {
    const item = await this.#prepare(scenario.before);
    const seen = new Set<string>();
    const untried: Choice[][] = [[]];
    let orders = 0;
    for (let first = untried.pop(); first !== undefined; first = untried.pop()) {
      const run = await this.#run(scenario, item, first, seen, untried);
      if (run === undefined) continue;
      orders++;
      const broken = this.#proxy.broken.splice(0).join('\n');
      if (run.fault !== undefined || broken !== '') {
        throw new Error(`In the order ${JSON.stringify(run.choices)}:\n${broken}${run.fault ?? ''}`);
      }
    }
    return orders;
  }

  /** @returns undefined if it came to where another run had been */
  async #run(
    scenario: Scenario,
    item: Item,
    first: readonly Choice[],
    seen: Set<string>,
    untried: Choice[][],
  ): Promise<Run | undefined> {
    const id = `${this.#prefix}-${this.#users++}`;
    await this.#table.put(item && { ...item, id });
    this.#gates.hold(scenario.together.length);
    const calls = scenario.together.map((operation, writer) =>
      this.#writerOf(writer)
        .call(id, operation)
        .finally(() => this.#gates.done(writer)),
    );
    const choices: Choice[] = [];
    let known = false;
    for (let waiting = await this.#gates.settled(); waiting.length > 0; waiting = await this.#gates.settled()) {
      const planned = first[choices.length];
      const options = waiting.map((writer) => ({ writer, lost: false }));
      if (scenario.lostAnswer && !choices.some(({ lost }) => lost)) {
        // A read that is repeated is only a later read.
        const writes = waiting.filter((writer) => this.#gates.commandOf(writer) !== 'GetItem');
        options.push(...writes.map((writer) => ({ writer, lost: true })));
      }
      if (planned === undefined && !known) {
        const lost = choices.some((choice) => choice.lost);
        const place = JSON.stringify([await this.#table.item(id), this.#gates.seen, waiting, lost]).replaceAll(id, '');
        known = seen.has(place);
        seen.add(place);
        if (!known) untried.push(...options.slice(1).map((option) => [...choices, option]));
      }
      const choice = planned ?? options[0];
      if (choice === undefined) break;
      choices.push(choice);
      // Who goes where another run has been may end at once.
      this.#gates.pass(choice.writer, known ? 'ThrottlingException' : choice.lost ? 'response lost' : undefined);
    }
    const done = await Promise.all(calls);
    if (known) return undefined;
    // So few lose no race often enough to give up.
    if (done.some(({ answer }) => answer === 'contended')) return { choices, fault: 'One of them gave up.' };
    const history = done.flatMap((each) => each.calls);
    const stored = stateOf(await this.#table.item(id));
    return { choices, fault: findFault(stateOf(item), history, (state) => isSame(state, stored)) };
  }

  #writerOf(writer: number): Writer {
    const found = this.#writers[writer];
    if (found === undefined) throw new Error('At most three operations can be scheduled.');
    return found;
  }

  /** The item that every run begins with. */
  async #prepare(before: readonly Operation[]) {
    const id = `${this.#prefix}-${this.#users++}`;
    this.#gates.open();
    for (const operation of before) await this.#writerOf(0).call(id, operation);
    return this.#table.item(id);
  }
}

/** Where attempts wait until they are told to go on. */
class Gates {
  #held = 0;
  /** What each operation was answered so far. */
  seen: string[][] = [];
  #waiting = new Map<number, { command: string; go: (fault: Fault | undefined) => void }>();
  #done = new Set<number>();
  #changed: () => void = () => undefined;

  open(): void {
    this.#held = 0;
  }

  hold(writers: number): void {
    this.#held = writers;
    this.seen = Array.from({ length: writers }, () => []);
    this.#done.clear();
  }

  wait({ writer, command }: Attempt): Promise<Fault | undefined> | undefined {
    if (this.#held === 0) return undefined;
    return new Promise((go) => {
      this.#waiting.set(writer, { command, go });
      this.#changed();
    });
  }

  commandOf(writer: number): string | undefined {
    return this.#waiting.get(writer)?.command;
  }

  saw(writer: number, body: string): void {
    this.seen[writer]?.push(body);
  }

  done(writer: number): void {
    this.#done.add(writer);
    this.#changed();
  }

  pass(writer: number, fault: Fault | undefined): void {
    const waiting = this.#waiting.get(writer);
    this.#waiting.delete(writer);
    waiting?.go(fault);
  }

  /** Until every operation waits here or is done. @returns those that wait */
  async settled(): Promise<number[]> {
    while (this.#waiting.size + this.#done.size < this.#held) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    return [...this.#waiting.keys()].sort();
  }
}
