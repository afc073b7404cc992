import type { Deps } from './deps.ts';
import { getItem, type Table, updateItem } from './door.ts';
import { parseItem } from './item.ts';
import type { Refusal } from './refusals.ts';
import type { Moment, StreamUpdate } from './stream-updates.ts';
import type { User } from './user.ts';

/** How often one request decides anew when others win the race for the same user, before it gives up. */
const MAX_WRITES = 6;

/** Nor does it begin another write when it has waited for so long: each may take some seconds of the function's six. */
const MAX_WAIT_MS = 1000;

/** One strongly consistent read. */
export async function readUser(table: Table, id: string): Promise<User | undefined> {
  const item = await getItem(table, id);
  return item && parseItem(item);
}

/**
 * The user after the write (before it, for a write that says so) or, where the condition was refused, the user that it was
 * refused for (none: not found).
 */
export type Written = { readonly moment: Moment } & (
  | { readonly written: true; readonly user: User }
  | {
      readonly written: false;
      readonly user: User | undefined;
      /** Of several, one before the last may have been carried out, though its answer was lost. */
      readonly attempts: number;
    }
);

/** What follows from a write: the answer; or another write, and perhaps an answer that will do if that is not to be. */
export type Next<Answer> =
  | { readonly answer: Answer }
  | { readonly update: (moment: Moment) => StreamUpdate; readonly otherwise?: Answer };

/**
 * Writes, and lets each refusal decide what to write next, until there is an answer: a bounded number of times.
 * @param returned of a write that was carried out: the user after it, or before it
 */
export function writeUntilDecided<Answer>(
  deps: Pick<Deps, 'table' | 'now'>,
  id: string,
  first: (moment: Moment) => StreamUpdate,
  decide: (written: Written) => Next<Answer>,
  returned: 'ALL_NEW' | 'ALL_OLD' = 'ALL_NEW',
): Promise<Answer | Refusal> {
  let update = first;
  return untilDecided<Answer>(deps, id, async (moment) => {
    const written = await writeUser(deps.table, id, update(moment), moment, returned);
    const next = decide(written);
    if ('answer' in next) return next;
    update = next.update;
    return { ...next, changedAt: written.user?.changedAt };
  });
}

/**
 * Tries until there is an answer. The first try carries the time of the request as its stamp; each one after it a later stamp
 * than the item's that it follows from, however far this clock is behind the one that made that.
 */
export async function untilDecided<Answer>(
  { now }: Pick<Deps, 'now'>,
  id: string,
  attempt: (moment: Moment) => Promise<{ answer: Answer } | { changedAt: number | undefined; otherwise?: Answer }>,
): Promise<Answer | Refusal> {
  const start = now();
  let moment: Moment = { now: start, stamp: start };
  let otherwise: Answer | Refusal = { refusal: 'contended', id };
  for (let tries = 0; tries < MAX_WRITES && now() - start <= MAX_WAIT_MS; tries++) {
    const result = await attempt(moment);
    if ('answer' in result) return result.answer;
    otherwise = result.otherwise ?? { refusal: 'contended', id };
    moment = { now: start, stamp: Math.max(moment.stamp, now(), (result.changedAt ?? 0) + 1) };
  }
  return otherwise;
}

/** One conditional write; the reason of a refusal comes with it, so that no read follows. */
async function writeUser(
  table: Table,
  id: string,
  update: StreamUpdate,
  moment: Moment,
  returned: 'ALL_NEW' | 'ALL_OLD',
): Promise<Written> {
  const result = await updateItem(table, id, update, returned);
  return result.written
    ? { moment, written: true, user: parseItem(result.item) }
    : { moment, ...result, user: result.item && parseItem(result.item) };
}
