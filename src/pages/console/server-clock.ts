/**
 * The server's time, as far as its answers tell: a browser's own clock may be wrong by hours. Each answer's `Date` is
 * cut to the second, so it bounds the difference of the clocks from both sides; the bounds of several answers narrow it
 * down.
 */
export class ServerClock {
  readonly #local: () => number;
  #low = Number.NEGATIVE_INFINITY;
  #high = Number.POSITIVE_INFINITY;

  /** @param local milliseconds, from any start, of a clock that runs evenly */
  constructor(local: () => number) {
    this.#local = local;
  }

  /** The local time, to take before a request is sent. */
  readonly local = (): number => this.#local();

  /**
   * @param date the answer's `Date` header
   * @param sent the local time when its request was sent
   */
  observe(date: string | null, sent: number): void {
    const time = Date.parse(date ?? '');
    if (Number.isNaN(time)) return;
    const low = time - this.#local();
    const high = time + 1000 - sent;
    const agrees = low <= this.#high && high >= this.#low;
    // A clock that was set, or stood still while the machine slept, makes all that was seen before it void.
    this.#low = agrees ? Math.max(low, this.#low) : low;
    this.#high = agrees ? Math.min(high, this.#high) : high;
  }

  /** Epoch milliseconds. Before the first answer, the local time. */
  readonly now = (): number => {
    const known = Number.isFinite(this.#low);
    return this.#local() + (known ? (this.#low + this.#high) / 2 : 0);
  };
}
