/** A simulated clock, and what is to happen at which time: epoch milliseconds. */
export class Timeline {
  now: number;
  readonly #heap: { readonly at: number; readonly act: () => Promise<void> | void }[] = [];

  constructor(start: number) {
    this.now = start;
  }

  /** @param seconds from now */
  in(seconds: number, act: () => Promise<void> | void): void {
    const heap = this.#heap;
    const event = { at: Math.round(this.now + Math.max(0, seconds) * 1000), act };
    let i = heap.push(event) - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.at <= event.at) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = event;
  }

  /** Lets everything happen in its order, until nothing is left or the time is up. */
  async run(until: number): Promise<void> {
    for (let event = this.#next(); event !== undefined && event.at <= until; event = this.#next()) {
      this.now = event.at;
      await event.act();
    }
  }

  #next() {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left === undefined) break;
      if (right !== undefined && right.at < left.at) child++;
      const next = heap[child];
      if (next === undefined || next.at >= last.at) break;
      heap[i] = next;
      i = child;
    }
    heap[i] = last;
    return first;
  }
}

/** Uniform in [0, 1), the same from the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
