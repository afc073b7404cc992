import type { Attempt, Fault } from './proxy.ts';

interface Waiting {
  readonly attempt: Attempt;
  readonly go: (fault: Fault | undefined) => void;
  readonly fail: (reason: Error) => void;
}

/** Where the attempts of operations wait until they are told to go on. An operation goes by its number. */
export class Gates {
  /** What each operation was answered so far. */
  seen: string[][] = [];
  #running = new Set<number>();
  #waiting = new Map<number, Waiting>();
  #changed: () => void = () => undefined;

  /** Forgets all that was. */
  reset(): void {
    this.seen = [];
    this.#running.clear();
  }

  /** From now on the attempts of this operation wait here. */
  hold(operation: number): void {
    this.seen[operation] = [];
    this.#running.add(operation);
  }

  wait(attempt: Attempt): Promise<Fault | undefined> | undefined {
    if (!this.#running.has(attempt.writer)) return undefined;
    return new Promise((go, fail) => {
      this.#waiting.set(attempt.writer, { attempt, go, fail });
      this.#changed();
    });
  }

  /** The attempt with which an operation waits. */
  attemptOf(operation: number): Attempt | undefined {
    return this.#waiting.get(operation)?.attempt;
  }

  saw(operation: number, body: string): void {
    this.seen[operation]?.push(body);
  }

  done(operation: number): void {
    this.#running.delete(operation);
    this.#changed();
  }

  isDone(operation: number): boolean {
    return !this.#running.has(operation);
  }

  pass(operation: number, fault: Fault | undefined): void {
    const waiting = this.#waiting.get(operation);
    this.#waiting.delete(operation);
    waiting?.go(fault);
  }

  /** Ends all operations that wait here, with an error that nobody tries again after. */
  abandon(): void {
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { fail } of all) fail(new Error('It leads where another run has been.'));
  }

  /** Until every operation waits here or is done. @returns those that wait */
  async settled(): Promise<number[]> {
    while (this.#waiting.size < this.#running.size) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    return [...this.#waiting.keys()].sort((a, b) => a - b);
  }
}
