import { FENCE, type Moment, unchangedSince } from './fence.ts';
import { leaseKey } from './item.ts';
import { passesEnd } from './passes.ts';
import type { Rules } from './rules.ts';
import type { Update } from './table.ts';
import type { Lease, User } from './user.ts';

// `ending` in the item records when the last pass of each lease that ended early ends. A stop adds an entry by path,
// without reading the item. A write that replaces the whole map demands that the item is unchanged, so it loses no
// entry.
//
// The keys are the stamps of the writes that ended the leases. An item never has the same stamp twice (the fence), even
// after retries and late writes. So no two leases share a key, not even two of one session.

/**
 * How many sessions of a user may have a valid pass, as a multiple of the limit. The leases account for one of the
 * three.
 */
const MOST = 3;
export const MOST_ENDED = MOST - 1;

const endingKey = (stamp: number, i: number): string => (i === 0 ? stamp.toString(36) : `${stamp.toString(36)}-${i}`);

const isOut = (now: number) => (end: number) => end > now;

/** The item's `ending` after these leases have ended too, without expired entries. */
export function endingAfter({ ending = {} }: Pick<User, 'ending'>, gone: readonly Lease[], { now, stamp }: Moment) {
  const out = Object.entries(ending).filter(([, end]) => isOut(now)(end));
  const ended = gone.map((lease, i): [string, number] => [endingKey(stamp, i), passesEnd(lease)]);
  return Object.fromEntries([...out, ...ended.filter(([, end]) => isOut(now)(end))]);
}

/**
 * When a start may be admitted, if it is too early now: the leases and the ended ones with a valid pass would be more
 * than three times `most`. This is decided from the item; the first write demands something stricter
 * (`ending-terms.ts`).
 * @param leases how many there are after the start
 * @param gone the live ones that the start ends
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

/** Whether a user has leases but no `ending` map, which a write by path needs. */
export const lacksEnding = ({ ending, leases }: User, { passes }: Pick<Rules, 'passes'>): boolean =>
  passes !== undefined && ending === undefined && leases.length > 0;

/** **open**: creates the map `ending`, for a user created while passes were off. To: nothing else changes. */
export const openEnding = ({ stamp }: Moment): Update => ({
  UpdateExpression: 'SET ending = if_not_exists(ending, :none), changedAt = :stamp',
  ConditionExpression: `attribute_exists(createdAt) AND ${FENCE}`,
  ExpressionAttributeValues: { ':none': {}, ':stamp': stamp },
});

/** Part of a stop: records in `ending` when the last pass of the lease of `#session` ends. */
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
 * Part of a write that ends all leases: records when the last pass of each ends. It demands that the sessions are those
 * that were seen. Renewals in between do not matter, so players that renew in a loop do not block the back office.
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
