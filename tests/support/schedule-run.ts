import type { Pass } from './asking.ts';
import type { Choice } from './choice.ts';
import type { Gates } from './gates.ts';
import { isSame, stateOf } from './invariants.ts';
import { type Call, findFault } from './linearizability.ts';
import type { Operation } from './operations.ts';
import { passesFault, passesIn } from './passes-kept.ts';
import { type Attempt, type FaultyEndpoint, hasChanged } from './proxy.ts';
import { THOROUGH } from './repeat.ts';
import type { Scenario } from './scenarios.ts';
import type { TestTable } from './table.ts';
import { tick, type Writer } from './writer.ts';

/** What the runs of all scenarios share. */
export interface Stage {
  readonly table: TestTable;
  readonly proxy: FaultyEndpoint;
  readonly gates: Gates;
  /** Each operation has a writer of its own, so that the proxy can tell them apart. */
  readonly writerOf: (operation: number) => Writer;
}

/** What the runs of one scenario share. */
export interface Search {
  readonly scenario: Scenario;
  /** The item that every run begins with. */
  readonly item: Awaited<ReturnType<TestTable['item']>>;
  /** The places where a run has been. */
  readonly seen: Set<string>;
  /** How the runs begin that are still to be made. */
  readonly untried: Choice[][];
  /** How many writes came to the engine once more. */
  copies: number;
}

/** The choices of a run, and what is wrong with its answers, if anything is. */
interface Verdict {
  readonly choices: readonly Choice[];
  readonly fault: string | undefined;
}

/**
 * One schedule of a scenario, for a user of its own: it follows the choices that it is given, explores from there, and
 * is judged.
 */
export class Run {
  readonly #stage: Stage;
  readonly #search: Search;
  readonly #id: string;
  readonly #operations: readonly Operation[];
  readonly #choices: Choice[] = [];
  readonly #calls: ReturnType<Writer['call']>[] = [];
  /** What the engine has seen. */
  readonly #writes: Attempt[] = [];
  /** Which operations have changed the item since it was created. */
  #changed: Operation[] = [];
  /** The write that came once more and changed something, if one did. */
  readonly #late: Call[] = [];
  #harm: string | undefined;

  constructor(stage: Stage, search: Search, id: string) {
    const { together = [], then = [] } = search.scenario;
    this.#stage = stage;
    this.#search = search;
    this.#id = id;
    this.#operations = [...together, ...then];
  }

  /** @returns undefined if it came to where another run had been */
  async from(first: readonly Choice[]): Promise<Verdict | undefined> {
    const { table, gates, proxy } = this.#stage;
    const { item } = this.#search;
    await table.put(item && { ...item, id: this.#id });
    gates.reset();
    proxy.rules.answered = (attempt, body, again) => this.#note(attempt, body, again);
    if (await this.#reachesItsEnd(first)) return this.#judge();
    gates.abandon();
    await Promise.allSettled(this.#calls);
    return undefined;
  }

  /** @returns whether all operations are answered; if not, another run has been at the place where this one stopped */
  async #reachesItsEnd(first: readonly Choice[]): Promise<boolean> {
    const { together = [], then = [] } = this.#search.scenario;
    for (const phase of [[...together.keys()], ...then.map((_, i) => [together.length + i])]) {
      for (const operation of phase) this.#start(operation);
      for (;;) {
        const waiting = await this.#stage.gates.settled();
        if (waiting.length === 0 && this.#calls.length < this.#operations.length) break;
        const planned = first[this.#choices.length];
        if (planned !== undefined) {
          await this.#follow(planned);
          continue;
        }
        const [next] = waiting;
        if (await this.#isNew(waiting)) {
          if (await this.#explore(waiting)) continue;
        } else if (next !== undefined) return false;
        if (next === undefined) break;
        await this.#follow({ operation: next, what: 'answered' });
      }
    }
    return true;
  }

  #start(operation: number): void {
    const asked = this.#operations[operation];
    if (asked === undefined) throw new Error(`There is no operation ${operation}.`);
    const { gates, writerOf } = this.#stage;
    gates.hold(operation);
    this.#calls.push(
      writerOf(operation)
        .call(this.#id, asked)
        .finally(() => gates.done(operation)),
    );
  }

  /** What the engine answered. */
  #note(attempt: Attempt, body: string, again: boolean): void {
    if (!again) this.#stage.gates.saw(attempt.writer, body);
    const operation = this.#operations[attempt.writer];
    if (operation === undefined || !hasChanged(attempt, body)) return;
    this.#changed.push(operation);
  }

  /** Lets one attempt go on, or brings a write once more. */
  async #follow(choice: Choice): Promise<void> {
    this.#choices.push(choice);
    if (choice.what === 'late') return this.#bringAgain(choice);
    const { gates } = this.#stage;
    const attempt = gates.attemptOf(choice.operation);
    if (attempt !== undefined && attempt.command !== 'GetItem') this.#writes.push(attempt);
    gates.pass(choice.operation, choice.what === 'answer lost' ? 'response lost' : undefined);
  }

  /** A write that comes late is harmful if it changes a user whom a newer request has changed. */
  async #bringAgain({ operation: number, write }: Choice & { what: 'late' }): Promise<void> {
    this.#search.copies++;
    const before = await this.#stage.table.item(this.#id);
    const operation = this.#operations[number];
    const attempt = this.#writes[write];
    if (operation === undefined || attempt === undefined) throw new Error(`There is no write ${write}.`);
    const since = Math.max(operation.now, stampOf(attempt));
    const isNewer = this.#changed.some((other) => other === operation || other.now >= since);
    const start = tick();
    if (!(await attempt.again())) return;
    this.#late.push({ operation, start, end: tick(), answer: undefined });
    if (isNewer && before !== undefined) this.#harm = 'What came late changed a user whom a newer request had changed.';
  }

  /** An operation depends on the item and on its answers only: where both are the same, everything that follows is. */
  async #isNew(waiting: readonly number[]): Promise<boolean> {
    const item = await this.#stage.table.item(this.#id);
    const seen = this.#stage.gates.seen;
    const place = [
      item,
      seen,
      waiting,
      this.#has('answer lost'),
      this.#has('late'),
      this.#late[0]?.operation,
      this.#harm,
    ];
    const text = JSON.stringify(place).replaceAll(this.#id, '');
    const isNew = !this.#search.seen.has(text);
    this.#search.seen.add(text);
    return isNew;
  }

  #has(what: Choice['what']): boolean {
    return this.#choices.some((choice) => choice.what === what);
  }

  /**
   * Notes what else there is to try at this place, and brings each write once more.
   * @returns whether one of those changed something: then this run goes on from there
   */
  async #explore(waiting: readonly number[]): Promise<boolean> {
    const { untried } = this.#search;
    const [usual, ...others] = this.#options(waiting);
    const here = [...this.#choices];
    untried.push(...others.map((option) => [...here, option]));
    const copies = this.#copies();
    for (let copy = copies.shift(); copy !== undefined; copy = copies.shift()) {
      await this.#follow(copy);
      if (this.#late.length > 0) {
        untried.push(...[...(usual === undefined ? [] : [usual]), ...copies].map((option) => [...here, option]));
        return true;
      }
      this.#choices.pop();
    }
    return false;
  }

  /** Every attempt that waits may be next, and its answer may be lost. */
  #options(waiting: readonly number[]): Choice[] {
    const options: Choice[] = waiting.map((operation) => ({ operation, what: 'answered' }));
    const { lostAnswer } = this.#search.scenario;
    // Every day one fault in each order is enough.
    if (!lostAnswer || this.#has('answer lost') || (this.#has('late') && !THOROUGH)) return options;
    // A read that is repeated is only a later read.
    const writing = waiting.filter((operation) => this.#stage.gates.attemptOf(operation)?.command !== 'GetItem');
    return [...options, ...writing.map((operation) => ({ operation, what: 'answer lost' as const }))];
  }

  /** What may come to the engine once more: one of each that are the same. */
  #copies(): (Choice & { what: 'late' })[] {
    const isEnough = this.#has('late') || (this.#has('answer lost') && !THOROUGH);
    if (this.#search.scenario.late === false || isEnough) return [];
    const bodies = this.#writes.map(({ body }) => body);
    return this.#writes.flatMap(({ writer, body }, write) =>
      bodies.indexOf(body) === write ? [{ operation: writer, what: 'late', write }] : [],
    );
  }

  /** Is there an order of the calls in which each answer is right, and which ends in what the table holds? */
  async #judge(): Promise<Verdict> {
    const choices = this.#choices;
    const done = await Promise.all(this.#calls);
    // So few lose no race often enough to give up; but after a lost answer a request may be unable to tell what it did.
    if (!this.#has('answer lost') && done.some(({ answer }) => answer === 'contended')) {
      return { choices, fault: 'One of them gave up.' };
    }
    const history = [...this.#late, ...done.flatMap(({ calls }) => calls)];
    const item = await this.#stage.table.item(this.#id);
    const stored = stateOf(item);
    const given = done.flatMap(({ passes }) => passes);
    const fault =
      this.#harm ??
      this.#passesFault(item ?? {}, given) ??
      findFault(stateOf(this.#search.item), history, (state) => isSame(state, stored));
    return { choices, fault: fault && `${fault}\nThe table holds ${JSON.stringify(item)}` };
  }

  /** Does the item know of each pass that is out, where passes are on? */
  #passesFault(item: object, given: readonly Pass[]): string | undefined {
    const operations = this.#operations.filter(({ youngMs }) => youngMs !== undefined);
    const [first] = operations;
    if (first === undefined) return undefined;
    const now = Math.max(...operations.map((operation) => operation.now));
    return passesFault(item, [...passesIn(this.#search.item ?? {}), ...given], first.limits.standard, now);
  }
}

/** A request that follows from what a newer one wrote is as new as that: the stamp of its write says so. */
const stampOf = (write: Attempt): number =>
  Number(JSON.parse(write.body).ExpressionAttributeValues?.[':stamp']?.N ?? 0);
