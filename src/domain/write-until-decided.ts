import type { Deps } from './deps.ts';
import { type Moment, nextStamp, STAMP_AHEAD_MS } from './fence.ts';
import { foundIn } from './item.ts';
import { type Refusal, Unavailable } from './refusals.ts';
import type { LeaseTable, Update, WriteResult } from './table.ts';
import type { Tombstone, User } from './user.ts';

/** How often one request decides anew when others win the race for the same user, before it gives up. */
const MAX_WRITES = 12;

/**
 * The longest that a request has waited when it begins another write, in milliseconds. That one may take 3.1 s more
 * (src/dynamodb/client-settings.ts), and the function has six.
 */
const MAX_WAIT_MS = 2000;

/** The longest first pause, in milliseconds; each further one may be four times as long, up to `MAX_PAUSE_MS`. */
const FIRST_PAUSE_MS = 10;
const MAX_PAUSE_MS = 320;

/**
 * What the table answered to a write that was meant to do `doing`. `user` is the user after the write (before it, for a
 * write that says so) or, where the condition was refused, the user that it was refused for; undefined: there is none.
 */
export type Seen<Doing> = { readonly doing: Doing; readonly moment: Moment } & (
  | { readonly written: true; readonly user: User | undefined; readonly tombstone?: undefined }
  | {
      readonly written: false;
      readonly user: User | undefined;
      /** Where there is no user: what is left of one. */
      readonly tombstone?: Tombstone | undefined;
      /** With more than one, an earlier attempt may have been carried out, its answer lost. */
      readonly attempts: number;
      /** This clock, when the refusal came, in epoch milliseconds. */
      readonly clock: number;
    }
);

/** A write, and what it will have done. */
export interface Write<Doing> {
  readonly doing: Doing;
  readonly update: (moment: Moment) => Update;
}

/** Another write, and the answer if it cannot be made in time. Without that, there is none. */
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
  /** Of a write that was carried out: the user after it, or before it. */
  readonly returned?: 'ALL_NEW' | 'ALL_OLD';
  /** How far ahead of the clock a retry puts its stamp, in milliseconds, to win against requests that repeat. */
  readonly leadMs?: number;
}

type Effects = Pick<Deps<LeaseTable>, 'table' | 'now' | 'random' | 'sleep' | 'onStampAhead'>;

/**
 * Writes, and lets each refusal decide what to write next, until there is an answer. It pauses at random after each
 * second refusal, as writers that retry at once meet again. What was seen is stale after a pause, so a take-over that
 * goes by it is refused once more; the write after that goes by what is there now.
 * @returns `contended` if others won every race
 * @throws Unavailable when the table does not answer, unless an answer is at hand that needs no further write
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

/** @throws if the item is not what this service wrote */
function parsed(result: WriteResult, clock: number) {
  if (!result.written) return { written: false as const, attempts: result.attempts, clock, ...foundIn(result.item) };
  const { user } = foundIn(result.item);
  // A write of a tombstone returns what was there before it: nothing, or another tombstone.
  return { written: true as const, user };
}
