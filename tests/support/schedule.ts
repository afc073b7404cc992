import { randomUUID } from 'node:crypto';
import { describe } from './choice.ts';
import { Gates } from './gates.ts';
import type { Operation } from './operations.ts';
import { startProxy } from './proxy.ts';
import type { Scenario } from './scenarios.ts';
import { Run, type Search, type Stage } from './schedule-run.ts';
import type { TestTable } from './table.ts';
import { openWriter, quickly, type Writer } from './writer.ts';

/**
 * Drives operations through **every** order in which their attempts can reach the engine, by doing them again and
 * again: each run holds every attempt at the proxy until all operations have one there or are done, and then lets one
 * go. A choice that leads where another run has been (the same item, and every operation has seen the same answers) is
 * not followed again: an operation depends on nothing else.
 *
 * At each place **every write that the engine has seen comes to it once more**, also those of operations that were
 * answered long ago. One that is refused leaves all as it was, so the run goes on with the next; one that is not makes
 * an order of its own, which is followed to its end.
 */
export class Scheduler {
  readonly #stage: Stage;
  readonly #writers: Writer[];
  readonly #prefix = randomUUID();
  #users = 0;

  private constructor(stage: Omit<Stage, 'writerOf'>) {
    const { table, proxy } = stage;
    const writers: Writer[] = [];
    // No socket, so nobody who waits at the proxy runs out of time.
    const open = (number: number) =>
      openWriter(table, proxy.endpoint(number), quickly({ requestHandler: proxy.handler(number) }));
    this.#writers = writers;
    this.#stage = {
      ...stage,
      writerOf: (number) => {
        writers[number] ??= open(number);
        return writers[number];
      },
    };
  }

  /** @param returnItems have refusals bring the item, as DynamoDB does, on an engine that does not */
  static async open(table: TestTable, returnItems: boolean): Promise<Scheduler> {
    const gates = new Gates();
    const proxy = await startProxy(table.ask, { returnItems, fault: (attempt) => gates.wait(attempt) });
    return new Scheduler({ table, proxy, gates });
  }

  async close(): Promise<void> {
    for (const writer of this.#writers) writer.close();
    await this.#stage.proxy.close();
  }

  /**
   * @returns how many orders there are, and how many writes came once more in them
   * @throws with the order, if its answers are not right or it broke an invariant
   */
  async every(scenario: Scenario): Promise<{ orders: number; copies: number }> {
    const item = await this.#prepare(scenario.before);
    const search: Search = { scenario, item, seen: new Set(), untried: [[]], copies: 0 };
    let orders = 0;
    for (let first = search.untried.pop(); first !== undefined; first = search.untried.pop()) {
      const verdict = await new Run(this.#stage, search, this.#newId()).from(first);
      if (verdict === undefined) continue;
      orders++;
      const broken = this.#stage.proxy.broken.splice(0).join('\n');
      if (verdict.fault !== undefined || broken !== '') {
        throw new Error(`In the order ${verdict.choices.map(describe)}:\n${broken}${verdict.fault ?? ''}`);
      }
    }
    return { orders, copies: search.copies };
  }

  /** The item that every run begins with. */
  async #prepare(before: readonly Operation[]) {
    const id = this.#newId();
    this.#stage.gates.reset();
    for (const operation of before) await this.#stage.writerOf(0).call(id, operation);
    return this.#stage.table.item(id);
  }

  #newId(): string {
    return `${this.#prefix}-${this.#users++}`;
  }
}
