/**
 * `now` is the request's time. `stamp` orders the writes of an item, and may differ from the time. Both are epoch
 * milliseconds.
 */
export interface Moment {
  readonly now: number;
  readonly stamp: number;
}

/**
 * THE FENCE: a term in the condition of every write of an existing item. Each of these writes sets `changedAt =
 * :stamp`, so an item's stamps strictly increase. An attempt that arrives after a later request has changed the item
 * does nothing. Items of version 1 have no stamp. (docs/correctness.md, 9)
 */
export const FENCE = '(attribute_not_exists(changedAt) OR changedAt < :stamp)';

/** A term: the user is not blocked. */
export const NOT_BLOCKED = '(attribute_not_exists(blockedUntil) OR blockedUntil <= :now)';

/**
 * A stricter term, for a write that was decided from the whole item: the item is unchanged. Items of version 1 have no
 * stamp until they are written.
 */
export const unchangedSince = (changedAt: number | undefined) =>
  changedAt === undefined
    ? { condition: 'attribute_not_exists(changedAt)', values: {} }
    : { condition: 'changedAt = :changedAt', values: { ':changedAt': changedAt } };

/** How far ahead of the clock a retry may put its stamp, in milliseconds. */
const MAX_STEP_MS = 16;

/** If a stamp is this far ahead of the clock, in milliseconds, some instance's clock is wrong. */
export const STAMP_AHEAD_MS = 1000;

/**
 * The stamp of a retry: later than the item's, even if this clock is behind the one that made it. If the item's stamp
 * is not behind the clock, the step is random, so that writers who collided do not collide again. A stamp ahead of the
 * clock moves by at most `MAX_STEP_MS` a write, so the clock overtakes it.
 * @param random uniform in [0, 1)
 */
export function nextStamp(last: number, clock: number, changedAt: number, random: () => number): number {
  const step = changedAt < clock ? 0 : Math.floor(random() * MAX_STEP_MS);
  return Math.max(last, clock, changedAt + 1) + step;
}
