/** A clock that moves when the test says so, and timers that run by it. Times are in milliseconds. */
export class FakeClock {
  /** Runs only forward: the device's monotonic clock, and the server's, which started elsewhere. */
  now = 1000;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  readonly after = (ms: number, run: () => void): (() => void) => {
    const timer = { at: this.now + Math.max(0, ms), run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  get timers(): number {
    return this.#timers.length;
  }

  /** Lets time pass, and runs what comes due in its order. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settled();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (next === undefined) break;
      this.#timers = this.#timers.filter((each) => each !== next);
      this.now = Math.max(this.now, next.at);
      next.run();
      await settled();
    }
    this.now = end;
    await settled();
  }

  /** Time passes while no timer runs, as in a device that sleeps. */
  sleep(ms: number): void {
    this.now += ms;
  }
}

/** When all promises that can settle have. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
