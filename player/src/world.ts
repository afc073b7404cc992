/** The platform, as the state machine needs it. Times are in milliseconds. */
export interface World {
  /** A clock that only runs forward, from any start: what deadlines go by. */
  readonly now: () => number;
  /** The device's clock, which may be wrong: it only hints at how long ago another page was left. */
  readonly wall: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** @returns what calls it off */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly fetch: typeof fetch;
  /** Storage that survives a crash; undefined if the platform has none, or forbids it. */
  readonly storage: { getItem(key: string): string | null; setItem(key: string, value: string): void } | undefined;
  /**
   * Takes a lock of the device, if nobody has it. @returns what gives it back, or undefined when another page has it
   */
  readonly lock: (name: string) => Promise<(() => void) | undefined>;
  /** A name that nobody can guess. */
  readonly newSession: () => string;
}
