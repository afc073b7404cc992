/**
 * When: the request's clock. Which: the stamp of the write. Both are epoch milliseconds, and only the first tells the
 * time.
 */
export interface Moment {
  readonly now: number;
  readonly stamp: number;
}

/**
 * THE FENCE: a term of the condition of every write of an existing item, each of which sets `changedAt = :stamp`. So
 * the stamps of an item strictly increase, and an attempt that arrives after the item has changed since its request
 * began does nothing. An item from before there were stamps has none. (docs/correctness.md)
 */
export const FENCE = '(attribute_not_exists(changedAt) OR changedAt < :stamp)';

/** A term: no block lies ahead. */
export const NOT_BLOCKED = '(attribute_not_exists(blockedUntil) OR blockedUntil <= :now)';

/**
 * A stricter term, for a write that was decided from the whole item: the item is the one that was seen. An item from
 * before there were stamps has none until it is written.
 */
export const unchangedSince = (changedAt: number | undefined) =>
  changedAt === undefined
    ? { condition: 'attribute_not_exists(changedAt)', values: {} }
    : { condition: 'changedAt = :changedAt', values: { ':changedAt': changedAt } };

/** How far ahead of the clock a retry may put its stamp, in milliseconds. */
const MAX_STEP_MS = 16;

/** A stamp this far ahead of the clock, in milliseconds, is a fault of some instance's clock. */
export const STAMP_AHEAD_MS = 1000;

/**
 * The stamp of a further write of a request: later than the item's, however far this clock is behind the one that made
 * that. Where the item's stamp is not behind the clock, it steps ahead at random, so that writers who meet there do not
 * meet again. An item that is ahead of the clock heals: each write moves it by at most `MAX_STEP_MS`, and the clock
 * passes it.
 * @param random uniform in [0, 1)
 */
export function nextStamp(last: number, clock: number, changedAt: number, random: () => number): number {
  const step = changedAt < clock ? 0 : Math.floor(random() * MAX_STEP_MS);
  return Math.max(last, clock, changedAt + 1) + step;
}
