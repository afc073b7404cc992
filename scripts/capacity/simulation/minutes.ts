/** Counts since the beginning, but for `streams`, which are those watched now. */
export interface Counts {
  readonly streams: number;
  readonly requests: number;
  readonly writes: number;
}

/** The load of an evening, minute by minute: streams watched at its end, requests and writes within it. */
export class Minutes {
  readonly #read: () => Counts;
  readonly all: Counts[] = [];
  #before = { requests: 0, writes: 0 };

  constructor(read: () => Counts) {
    this.#read = read;
  }

  /** Call once a minute. */
  sample(): void {
    const { streams, requests, writes } = this.#read();
    this.all.push({ streams, requests: requests - this.#before.requests, writes: writes - this.#before.writes });
    this.#before = { requests, writes };
  }
}
