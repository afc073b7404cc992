import { randomUUID } from 'node:crypto';
import { type Choice, describe } from './choice.ts';
import { Gates } from './gates.ts';
import { isSame, stateOf } from './invariants.ts';
import { type Call, findFault } from './linearizability.ts';
import type { Operation } from './operations.ts';
import { type Attempt, type FaultyEndpoint, hasChanged, startProxy } from './proxy.ts';
import { THOROUGH } from './repeat.ts';
import type { TestTable } from './table.ts';
import { openWriter, quickly, tick, type Writer } from './writer.ts';

/** A few operations on one user: some at the same time, and then others one after the other. */
export interface Scenario {
  /** One after the other, before. */
  readonly before: readonly Operation[];
  readonly together?: readonly Operation[];
  /** One after the other, each when all before it are answered. */
  readonly then?: readonly Operation[];
  /** Also every schedule in which one attempt loses its answer, after the engine has done it. */
  readonly lostAnswer?: boolean;
  /** Unless this is false: also every schedule in which one write comes to the engine once more. */
  readonly late?: boolean;
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
 *
 * At each place **every write that the engine has seen comes to it once more**, also those of operations that were answered
 * long ago. One that is refused leaves all as it was, so the run goes on with the next; one that is not makes an order of
 * its own, which is followed to its end.
 */
export class Scheduler {
  readonly #table: TestTable;
  readonly #proxy: FaultyEndpoint;
  readonly #writers: Writer[] = [];
  readonly #gates: Gates;
  readonly #prefix = randomUUID();
  #users = 0;
  /** What the engine has seen in this run. */
  #writes: Attempt[] = [];
  /** Who has changed the item in this run, since it was created. */
  #changed: Operation[] = [];

  private constructor(table: TestTable, proxy: FaultyEndpoint, gates: Gates) {
    this.#table = table;
    this.#proxy = proxy;
    this.#gates = gates;
  }

  /** @param returnItems have refusals bring the item, as DynamoDB does, on an engine that does not */
  static async open(table: TestTable, returnItems: boolean): Promise<Scheduler> {
    const gates = new Gates();
    const proxy = await startProxy(table.ask, { returnItems, fault: (attempt) => gates.wait(attempt) });
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
        throw new Error(`In the order ${run.choices.map(describe)}:\n${broken}${run.fault ?? ''}`);
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
    const { together = [], then = [] } = scenario;
    const operations = [...together, ...then];
    this.#gates.reset();
    this.#writes = [];
    this.#changed = [];
    this.#proxy.rules.answered = (attempt, body, again) => {
      if (!again) this.#gates.saw(attempt.writer, body);
      const operation = operations[attempt.writer];
      if (operation === undefined || !hasChanged(attempt, body)) return;
      // There is nothing to compare with that was before the user was created.
      if (attempt.body.includes('attribute_not_exists(id)')) this.#changed = [];
      this.#changed.push(operation);
    };
    const choices: Choice[] = [];
    const history: Call[] = [];
    let harm: string | undefined;
    let known = false;

    const follow = async (choice: Choice): Promise<void> => {
      choices.push(choice);
      if (choice.what === 'late') {
        const before = await this.#table.item(id);
        const operation = operations[choice.operation];
        const stamp = stampOf(this.#writes[choice.write]);
        const newer = this.#changed.some(
          (other) => other === operation || (operation && other.now >= Math.max(operation.now, stamp)),
        );
        const start = tick();
        if (operation === undefined || !(await this.#writes[choice.write]?.again())) return;
        history.push({ operation, start, end: tick(), answer: undefined });
        if (newer && before !== undefined) harm = `What came late changed a user whom a newer request had changed.`;
        return;
      }
      const attempt = this.#gates.attemptOf(choice.operation);
      if (attempt !== undefined && attempt.command !== 'GetItem') this.#writes.push(attempt);
      this.#gates.pass(choice.operation, choice.what === 'answer lost' ? 'response lost' : undefined);
    };

    /** At a place where no run has been: notes what else there is to try. @returns the write that did something, late */
    const explore = async (waiting: readonly number[]): Promise<Choice | undefined> => {
      const lost = choices.some(({ what }) => what === 'answer lost');
      const late = choices.some(({ what }) => what === 'late');
      const item = await this.#table.item(id);
      const place = JSON.stringify([item, this.#gates.seen, waiting, lost, late, history[0]?.operation, harm]);
      const been = seen.has(place.replaceAll(id, ''));
      seen.add(place.replaceAll(id, ''));
      // Where nobody waits any more, what is left is to look at what came of it.
      known = been && waiting.length > 0;
      if (been) return undefined;
      const options: Choice[] = waiting.map((operation) => ({ operation, what: 'answered' }));
      // Every day one fault in each order is enough.
      if (scenario.lostAnswer && !lost && (!late || THOROUGH)) {
        // A read that is repeated is only a later read.
        const writes = waiting.filter((each) => this.#gates.attemptOf(each)?.command !== 'GetItem');
        options.push(...writes.map((operation) => ({ operation, what: 'answer lost' as const })));
      }
      const rest = scenario.late === false || late || (lost && !THOROUGH) ? [] : this.#copies();
      untried.push(...options.slice(1).map((option) => [...choices, option]));
      for (let copy = rest.shift(); copy !== undefined; copy = rest.shift()) {
        const so = [...choices];
        await follow(copy);
        if (history.length > 0) {
          untried.push(...[...options.slice(0, 1), ...rest].map((option) => [...so, option]));
          return copy;
        }
        choices.pop();
      }
      return undefined;
    };

    const calls: Promise<{ answer: string; calls: Call[] }>[] = [];
    for (const phase of [together.keys(), ...then.map((_, i) => [together.length + i])]) {
      for (const number of phase) calls.push(this.#start(id, number, operations[number]));
      for (;;) {
        const waiting = await this.#gates.settled();
        if (waiting.length === 0 && calls.length < operations.length) break;
        const planned = first[choices.length];
        if (planned !== undefined) {
          await follow(planned);
          continue;
        }
        if ((await explore(waiting)) !== undefined) continue;
        if (known) break;
        const [next] = waiting;
        if (next === undefined) break;
        await follow({ operation: next, what: 'answered' });
      }
      if (known) break;
    }
    if (known) {
      this.#gates.abandon();
      await Promise.allSettled(calls);
      return undefined;
    }
    const done = await Promise.all(calls);
    // So few lose no race often enough to give up; but after a lost answer a request may be unable to tell what it did.
    const mayBeUnsure = choices.some(({ what }) => what === 'answer lost');
    if (!mayBeUnsure && done.some(({ answer }) => answer === 'contended')) {
      return { choices, fault: 'One of them gave up.' };
    }
    history.push(...done.flatMap((each) => each.calls));
    const stored = stateOf(await this.#table.item(id));
    const fault = harm ?? findFault(stateOf(item), history, (state) => isSame(state, stored));
    return { choices, fault: fault && `${fault}\nThe table holds ${JSON.stringify(stored)}` };
  }

  /** What may come to the engine again: one of each that are the same. */
  #copies(): (Choice & { what: 'late' })[] {
    const bodies = this.#writes.map(({ body }) => body);
    return this.#writes.flatMap(({ writer, body }, write) =>
      bodies.indexOf(body) === write ? [{ operation: writer, what: 'late', write }] : [],
    );
  }

  async #start(id: string, number: number, operation: Operation | undefined) {
    if (operation === undefined) throw new Error(`There is no operation ${number}.`);
    this.#gates.hold(number);
    return this.#writerOf(number)
      .call(id, operation)
      .finally(() => this.#gates.done(number));
  }

  /** Each operation has a writer of its own, so that the proxy can tell them apart. */
  #writerOf(number: number): Writer {
    this.#writers[number] ??= openWriter(
      this.#table,
      this.#proxy.endpoint(number),
      // No socket, so nobody who waits at the proxy runs out of time.
      quickly({ requestHandler: this.#proxy.handler(number) }),
    );
    return this.#writers[number];
  }

  /** The item that every run begins with. */
  async #prepare(before: readonly Operation[]) {
    const id = `${this.#prefix}-${this.#users++}`;
    this.#gates.reset();
    for (const operation of before) await this.#writerOf(0).call(id, operation);
    return this.#table.item(id);
  }
}

/** A request that follows from what a newer one wrote is as new as that: the stamp of its write says so. */
const stampOf = (write: Attempt | undefined): number =>
  Number(JSON.parse(write?.body ?? '{}').ExpressionAttributeValues?.[':stamp']?.N ?? 0);
