import { FENCE, type Moment, unchangedSince } from './fence.ts';
import { leaseKey } from './item.ts';
import { passesEnd } from './passes.ts';
import type { Rules } from './rules.ts';
import type { Update } from './table.ts';
import type { Lease, User } from './user.ts';

// `ending` in the item: of each lease that ended early, when its last pass ends. A stop adds to it by path, and knows
// nothing of the item. What replaces it as a whole demands the item that was seen, so no other word is lost.
//
// Its keys are the stamps of the writes that ended the leases. An item has each stamp once (the fence), whatever is
// retried or comes late, so no two leases have one key, though they be of one session.

/** How many passes a user may have at once: so many times the limit. The leases may have one of them. */
const MOST = 3;
export const MOST_ENDED = MOST - 1;

const endingKey = (stamp: number, i: number): string => (i === 0 ? stamp.toString(36) : `${stamp.toString(36)}-${i}`);

const isOut = (now: number) => (end: number) => end > now;

/** The item's `ending` once these leases have ended, too: without what has expired. */
export function endingAfter({ ending = {} }: Pick<User, 'ending'>, gone: readonly Lease[], { now, stamp }: Moment) {
  const out = Object.entries(ending).filter(([, end]) => isOut(now)(end));
  const ended = gone.map((lease, i): [string, number] => [endingKey(stamp, i), passesEnd(lease)]);
  return Object.fromEntries([...out, ...ended.filter(([, end]) => isOut(now)(end))]);
}

/**
 * When a start may be admitted, if it may not yet: so many leases, and those that ended with a pass that is still out,
 * would be more than three times `most`. Decided from the item, where the first write goes by less
 * (`ending-terms.ts`).
 * @param leases how many there are after the start
 * @param gone the live ones that it ends
 */
export function mayNotStartBefore(
  { ending = {} }: Pick<User, 'ending'>,
  leases: number,
  gone: readonly Lease[],
  most: number,
  now: number,
): number | undefined {
  const ends = [...Object.values(ending), ...gone.map(passesEnd)].filter(isOut(now)).sort((a, b) => a - b);
  const tooMany = leases + ends.length - MOST * most;
  return tooMany > 0 ? ends[tooMany - 1] : undefined;
}

/** Whether a user has leases, but no place for the ends of their passes. */
export const lacksEnding = ({ ending, leases }: User, { passes }: Pick<Rules, 'passes'>): boolean =>
  passes !== undefined && ending === undefined && leases.length > 0;

/** **open**: a place for `ending`, where passes have been on since the user was created. To: nothing else changes. */
export const openEnding = ({ stamp }: Moment): Update => ({
  UpdateExpression: 'SET ending = if_not_exists(ending, :none), changedAt = :stamp',
  ConditionExpression: `attribute_exists(createdAt) AND ${FENCE}`,
  ExpressionAttributeValues: { ':none': {}, ':stamp': stamp },
});

/** Part of a stop: the item remembers when the last pass of the lease of `#session` ends. */
export function rememberPass(session: string, moment: Moment, seen?: User) {
  if (seen === undefined) {
    return {
      set: ['ending.#ending = if_not_exists(streams.#session.pass, streams.#session.expiresAt)'],
      conditions: ['attribute_exists(ending)'],
      names: { '#ending': endingKey(moment.stamp, 0) },
      values: {},
    };
  }
  const unchanged = unchangedSince(seen.changedAt);
  const ended = seen.leases.filter((lease) => lease.session === session);
  return {
    set: ['ending = :ending'],
    conditions: [unchanged.condition],
    names: {},
    values: { ':ending': endingAfter(seen, ended, moment), ...unchanged.values },
  };
}

/**
 * Part of a write that ends all leases: the item remembers when the last pass of each ends. The leases must be those
 * that were seen; a renewal does not matter, so players that renew in a loop do not keep the back office out.
 */
export function rememberPasses(leases: readonly Lease[], { stamp }: Moment) {
  return {
    set: leases.map((_, i) => `ending.#k${i} = if_not_exists(streams.#g${i}.pass, streams.#g${i}.expiresAt)`),
    conditions: [
      ...(leases.length > 0 ? ['attribute_exists(ending)'] : []),
      'size(streams) = :held',
      ...leases.map((_, i) => `attribute_exists(streams.#g${i})`),
    ],
    names: Object.fromEntries(
      leases.flatMap(({ session }, i) => [
        [`#k${i}`, endingKey(stamp, i)],
        [`#g${i}`, leaseKey(session)],
      ]),
    ),
    values: { ':held': leases.length },
  };
}
