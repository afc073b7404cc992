import { Refusal } from './refusal.ts';
import type { ShownPage, ShownUser } from './wire.ts';

export type Order = 'listed' | 'name' | 'id' | 'streams';

/** The most users that the service lists in one answer. */
const LONGEST_PAGE = 100;
/** The most answers in a row with fewer users than requested; filters can cause those. */
const SHORT_ANSWERS = 10;

/**
 * The users that were read so far, in the order of the service. The service cannot search by a part of a name, sort, or
 * count, so for these the page reads all users.
 */
export class Roster {
  readonly #read: (cursor: string | undefined, limit: number) => Promise<ShownPage>;
  readonly #users = new Map<string, ShownUser>();
  #cursor: string | undefined;
  #isComplete = false;
  #forbidden: Refusal | undefined;

  constructor(read: (cursor: string | undefined, limit: number) => Promise<ShownPage>) {
    this.#read = read;
  }

  get users(): ShownUser[] {
    return [...this.#users.values()];
  }

  get size(): number {
    return this.#users.size;
  }

  /** Whether all users were read. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Whether the token may list users. */
  get isForbidden(): boolean {
    return this.#forbidden !== undefined;
  }

  has(id: string): boolean {
    return this.#users.has(id);
  }

  /** Adds a user who was read by id. */
  add(user: ShownUser): void {
    this.#users.set(user.id, user);
  }

  drop(id: string): void {
    this.#users.delete(id);
  }

  /**
   * Reads until `size` users are known, or all are, or `goOn` returns false after an answer.
   * @throws Refusal; without a request, once one was refused for a missing scope
   */
  async readUpTo(size: number, goOn: () => boolean = () => true): Promise<void> {
    if (this.#forbidden) throw this.#forbidden;
    for (let short = 0; !this.#isComplete && this.size < size && short < SHORT_ANSWERS && goOn(); ) {
      const limit = Math.min(size - this.size, LONGEST_PAGE);
      const { users, cursor } = await this.#ask(limit);
      for (const user of users) this.#users.set(user.id, user);
      this.#cursor = cursor;
      this.#isComplete = cursor === undefined;
      if (users.length < limit) short++;
    }
  }

  async #ask(limit: number): Promise<ShownPage> {
    try {
      return await this.#read(this.#cursor, limit);
    } catch (error) {
      if (error instanceof Refusal && error.status === 403) this.#forbidden = error;
      throw error;
    }
  }
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });

const streamsOn = ({ Status }: ShownUser): number => Status?.Online.Streams.activeStreams ?? 0;

const ORDERS: Readonly<Record<Exclude<Order, 'listed'>, (a: ShownUser, b: ShownUser) => number>> = {
  name: (a, b) => collator.compare(a.Name, b.Name),
  id: (a, b) => collator.compare(a.id, b.id),
  streams: (a, b) => streamsOn(b) - streamsOn(a) || collator.compare(a.Name, b.Name),
};

/** The users whose name or id contains the text, ignoring case, in this order. */
export function select(users: readonly ShownUser[], text: string, order: Order): ShownUser[] {
  const wanted = text.toLowerCase();
  const found = users.filter(({ id, Name }) => `${Name}\n${id}`.toLowerCase().includes(wanted));
  return order === 'listed' ? found : found.sort(ORDERS[order]);
}
