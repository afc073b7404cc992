import type { Deps } from './deps.ts';
import { type Moment, nextStamp, STAMP_AHEAD_MS } from './fence.ts';
import { foundIn } from './item.ts';
import { type Refusal, Unavailable } from './refusals.ts';
import type { LeaseTable, Update, WriteResult } from './table.ts';
import type { Tombstone, User } from './user.ts';

/** How many writes one request tries when others win the race for the same user. */
const MAX_WRITES = 12;

/**
 * A request that has waited longer begins no further write, in milliseconds. A write may take 3.1 s more
 * (src/dynamodb/client-settings.ts), and the function has six.
 */
const MAX_WAIT_MS = 2000;

/**
 * The first pause lasts at most this long, in milliseconds; each later one up to four times as long, up to
 * `MAX_PAUSE_MS`.
 */
const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 320;

/**
 * The table's answer to a write that was meant to do `doing`. `user` is the user after the write, or before it with
 * ALL_OLD. After a refusal, it is the user in the refusal; undefined if there is no such user.
 */
export type Seen<Doing> = { readonly doing: Doing; readonly moment: Moment } & (
  | { readonly written: true; readonly user: User | undefined; readonly tombstone?: undefined }
  | {
      readonly written: false;
      readonly user: User | undefined;
      /** The tombstone, if there is one and no user. */
      readonly tombstone?: Tombstone | undefined;
      /** If more than one, an earlier attempt may have succeeded although its answer was lost. */
      readonly attempts: number;
      /** The clock when the refusal came, in epoch milliseconds. */
      readonly clock: number;
    }
);

/** A write, and what it does if it succeeds. */
export interface Write<Doing> {
  readonly doing: Doing;
  readonly update: (moment: Moment) => Update;
}

/** Another write, and the answer if it cannot be made in time; without that answer, the request fails. */
export interface Further<Answer, Doing> {
  readonly write: Write<Doing>;
  readonly otherwise?: Answer;
}

/** The next step: the answer, or another write. */
export type Next<Answer, Doing> = { readonly answer: Answer } | Further<Answer, Doing>;

/** One request of one user. */
interface Task<Answer, Doing> {
  readonly id: string;
  /** The request's time, read once, in epoch milliseconds. */
  readonly now: number;
  readonly first: Write<Doing>;
  readonly decide: (seen: Seen<Doing>) => Next<Answer, Doing>;
  /** Whether a successful write returns the user after it, or before it. */
  readonly returned?: 'ALL_NEW' | 'ALL_OLD';
  /**
   * How far ahead of the clock a retry puts its stamp, in milliseconds, to win against players that renew in a loop.
   */
  readonly leadMs?: number;
}

type Effects = Pick<Deps<LeaseTable>, 'table' | 'now' | 'random' | 'sleep' | 'onStampAhead'>;

/**
 * Writes, and decides from each refusal what to write next, until there is an answer. After every second refusal it
 * pauses for a random time, because writers that retry at once collide again. After a pause, the next write may be
 * refused because it was decided from an old state; the write after it is decided from the new one.
 * @returns `contended` if others won every race
 * @throws Unavailable if the table does not answer, unless `otherwise` gives an answer
 */
export async function writeUntilDecided<Answer, Doing>(
  deps: Effects,
  { id, now, first, decide, returned = 'ALL_NEW', leadMs = 0 }: Task<Answer, Doing>,
): Promise<Answer | Refusal> {
  let next: Further<Answer, Doing> = { write: first };
  let stamp = now;
  for (let tries = 1; ; tries++) {
    const moment = { now, stamp };
    const { doing, update } = next.write;
    const { otherwise } = next;
    const result = await deps.table.update(id, update(moment), returned).catch((error: unknown) => {
      if (otherwise !== undefined && error instanceof Unavailable) return undefined;
      throw error;
    });
    if (result === undefined) break;
    const answered = deps.now();
    const seen: Seen<Doing> = { doing, moment, ...parsed(result, answered) };
    const decided = decide(seen);
    if ('answer' in decided) return decided.answer;
    next = decided;
    if (tries === MAX_WRITES) break;
    if (tries % 2 === 0) await deps.sleep(deps.random() * Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (tries - 2)));
    const clock = deps.now();
    if (clock - now > MAX_WAIT_MS) break;
    const changedAt = (seen.user ?? seen.tombstone)?.changedAt ?? 0;
    if (changedAt - clock >= STAMP_AHEAD_MS) deps.onStampAhead(changedAt - clock);
    stamp = nextStamp(stamp, clock + leadMs, changedAt, deps.random);
  }
  return next.otherwise ?? { refusal: 'contended', id };
}

/** @throws if this service did not write the item */
function parsed(result: WriteResult, clock: number) {
  if (!result.written) return { written: false as const, attempts: result.attempts, clock, ...foundIn(result.item) };
  const { user } = foundIn(result.item);
  // A write of a tombstone returns what was there before it: nothing, or another tombstone.
  return { written: true as const, user };
}
