/**
 * The server's time, estimated from its answers, because a browser's clock may be wrong by hours. An answer's `Date` is
 * cut to the second, so it bounds the difference of the clocks from both sides. Several answers narrow the bounds.
 */
export class ServerClock {
  readonly #local: () => number;
  #low = Number.NEGATIVE_INFINITY;
  #high = Number.POSITIVE_INFINITY;

  /** @param local a clock that runs evenly, in milliseconds from any start */
  constructor(local: () => number) {
    this.#local = local;
  }

  /** The local time; read it before sending a request. */
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
    // After a clock was set, or stood still while the machine slept, earlier bounds are invalid.
    this.#low = agrees ? Math.max(low, this.#low) : low;
    this.#high = agrees ? Math.min(high, this.#high) : high;
  }

  /** Epoch milliseconds. Before the first answer, the local time. */
  readonly now = (): number => {
    const known = Number.isFinite(this.#low);
    return this.#local() + (known ? (this.#low + this.#high) / 2 : 0);
  };
}
