import type { Update } from './door.ts';
import { endedValue, leaseKey, leaseValue } from './item.ts';
import { type Limits, slotIsFree } from './limits.ts';
import type { Ended, Lease } from './user.ts';

/** One transition of a user's item. */
export type StreamUpdate = Update;

/**
 * THE FENCE: a term of the condition of every write of an item that is there, each of which sets `changedAt = :stamp`. So the
 * stamps of an item strictly increase, and an attempt that arrives when the item has changed since its request began does
 * nothing. An item from before there were stamps has none. (docs/correctness.md)
 */
export const FENCE = '(attribute_not_exists(changedAt) OR changedAt < :stamp)';

/** Nothing is admitted while a block lies ahead. */
const NOT_BLOCKED = '(attribute_not_exists(blockedUntil) OR blockedUntil <= :now)';

/** The attributes that a token's claim says, written with each start; the index changes only when the plan does. */
export interface Subscription {
  readonly subscription: string;
  readonly plan: string;
  /** The key of the index of plans, which goes by the plan and the user's id. */
  readonly listing: string;
}

export const inStep = (claimed: Subscription | undefined) =>
  claimed === undefined
    ? { set: [], names: {}, values: {} }
    : {
        set: ['subscription = :subscription', '#plan = :claimedPlan', 'listing = :listing'],
        names: { '#plan': 'plan' },
        values: { ':subscription': claimed.subscription, ':claimedPlan': claimed.plan, ':listing': claimed.listing },
      };

/** When: the request's clock. Which: the stamp of the write. Both are epoch milliseconds, and only the first tells the time. */
export interface Moment {
  readonly now: number;
  readonly stamp: number;
}

/**
 * **admit**: takes a slot for `lease`, knowing nothing of the item.
 *
 * From: the user exists and is not blocked, the session holds no lease, none of it is remembered as ended (the item would go
 * on telling so: `takeOver` forgets it), and a slot is free. To: the lease is there, and the counter is one more. One write,
 * so no other write can come between the condition and the change.
 */
export function admit(lease: Lease, limits: Limits, { now, stamp }: Moment, claimed?: Subscription): StreamUpdate {
  const slot = slotIsFree(limits);
  const step = inStep(claimed);
  return {
    believesAbsence: claimed !== undefined && limits.standard > 0,
    UpdateExpression: `SET ${['streams.#session = :lease', 'lastSeenAt = :now', 'changedAt = :stamp', ...step.set].join(
      ', ',
    )} ADD activeStreams :one`,
    ConditionExpression: [
      'attribute_exists(id)',
      'attribute_not_exists(streams.#session)',
      'attribute_not_exists(ended.#session)',
      slot.condition,
      NOT_BLOCKED,
      FENCE,
    ].join(' AND '),
    ExpressionAttributeNames: { '#session': leaseKey(lease.session), ...slot.names, ...step.names },
    ExpressionAttributeValues: {
      ':lease': leaseValue(lease),
      ':now': now,
      ':stamp': stamp,
      ':one': 1,
      ...slot.values,
      ...step.values,
    },
  };
}

/** Who gives way to a lease, and what the item remembers of them: `seen` before the write, `ended` after it. */
export interface TakeOver {
  readonly expired: readonly Lease[];
  readonly replaced: readonly Lease[];
  /** The item's counter and plan as they were seen. */
  readonly leaseCount: number;
  readonly plan: string;
  readonly seen: readonly Ended[] | undefined;
  readonly ended: readonly Ended[];
}

/**
 * **reclaim**, and **replace** where live leases give way: takes a slot for `lease` and removes the leases that give way.
 *
 * From: as admit's, and each expired lease is as it was seen (its session has not renewed it), each live one still the same
 * (a renewal does not save it, a stop does), what is remembered as ended is as it was seen; where a live one gives way, the
 * counter, too, and the plan, unless the token says it, so that nobody is thrown out where a slot has come free. To: the lease is there, those are not, the counter
 * has moved by the difference, and the item tells what became of them.
 */
export function takeOver(
  lease: Lease,
  { expired, replaced, leaseCount, plan, seen, ended }: TakeOver,
  limits: Limits,
  { now, stamp }: Moment,
  claimed?: Subscription,
): StreamUpdate {
  const step = inStep(claimed);
  const gone = [
    ...expired.map((each) => ({ session: each.session, seen: 'expiresAt', as: each.expiresAt })),
    ...replaced.map((each) => ({ session: each.session, seen: 'startedAt', as: each.startedAt })),
  ];
  const slot = slotIsFree(limits, gone.length);
  const goesByPlan = replaced.length > 0 && claimed === undefined;
  const removal = gone.length > 0 ? ` REMOVE ${gone.map((_, i) => `streams.#gone${i}`).join(', ')}` : '';
  const set = [
    'streams.#session = :lease',
    'lastSeenAt = :now',
    'changedAt = :stamp',
    'ended = :ended',
    ...step.set,
  ].join(', ');
  return {
    UpdateExpression: `SET ${set}${removal} ADD activeStreams :difference`,
    ConditionExpression: [
      'attribute_exists(id)',
      'attribute_not_exists(streams.#session)',
      ...gone.map((each, i) => `streams.#gone${i}.${each.seen} = :gone${i}`),
      ...(replaced.length > 0 ? ['activeStreams = :counted'] : []),
      ...(goesByPlan ? ['#plan = :plan'] : []),
      ...(seen === undefined
        ? ['attribute_not_exists(ended)']
        : ['size(ended) = :remembered', ...seen.map((_, i) => `ended.#seen${i}.#at = :seen${i}`)]),
      slot.condition,
      NOT_BLOCKED,
      FENCE,
    ].join(' AND '),
    ExpressionAttributeNames: {
      '#session': leaseKey(lease.session),
      ...slot.names,
      ...step.names,
      ...(goesByPlan ? { '#plan': 'plan' } : {}),
      ...named(
        '#gone',
        gone.map((each) => leaseKey(each.session)),
      ),
      ...named(
        '#seen',
        (seen ?? []).map((each) => leaseKey(each.session)),
      ),
      ...(seen !== undefined && seen.length > 0 ? { '#at': 'at' } : {}),
    },
    ExpressionAttributeValues: {
      ':lease': leaseValue(lease),
      ':now': now,
      ':stamp': stamp,
      ':ended': endedValue(ended),
      ':difference': 1 - gone.length,
      ...(replaced.length > 0 ? { ':counted': leaseCount } : {}),
      ...(goesByPlan ? { ':plan': plan } : {}),
      ...(seen === undefined ? {} : { ':remembered': seen.length }),
      ...slot.values,
      ...step.values,
      ...named(
        ':gone',
        gone.map((each) => each.as),
      ),
      ...named(
        ':seen',
        (seen ?? []).map((each) => each.at),
      ),
    },
  };
}

const named = <T>(prefix: string, values: readonly T[]): Record<string, T> =>
  Object.fromEntries(values.map((value, i) => [`${prefix}${i}`, value]));

/** **stop**: gives a slot back. From: the session holds a lease. To: it does not, and the counter is one less. */
export const stop = (session: string, { now, stamp }: Moment): StreamUpdate => ({
  UpdateExpression: 'SET lastSeenAt = :now, changedAt = :stamp REMOVE streams.#session ADD activeStreams :difference',
  ConditionExpression: `attribute_exists(streams.#session) AND ${FENCE}`,
  ExpressionAttributeNames: { '#session': leaseKey(session) },
  ExpressionAttributeValues: { ':now': now, ':stamp': stamp, ':difference': -1 },
});

/**
 * **revoke**: ends all leases, and keeps the user out until `blockedUntil`: 0 lifts a block, undefined leaves it as it is.
 * From: the user exists. To: no leases, and a counter of none. It needs to know nothing of the item.
 */
export const revoke = (blockedUntil: number | undefined, { now, stamp }: Moment): StreamUpdate => ({
  UpdateExpression: [
    'SET streams = :none, activeStreams = :zero, revokedAt = :now, changedAt = :stamp',
    blockedUntil ? ', blockedUntil = :until' : blockedUntil === 0 ? ' REMOVE blockedUntil' : '',
  ].join(''),
  ConditionExpression: `attribute_exists(id) AND ${FENCE}`,
  ExpressionAttributeValues: {
    ':none': {},
    ':zero': 0,
    ':now': now,
    ':stamp': stamp,
    ...(blockedUntil ? { ':until': blockedUntil } : {}),
  },
});

/**
 * **enrol**: makes the user whose token says what the subscription is, with their first lease. From: there is no such user.
 * The name is the id, as the token tells no other.
 */
export const enrol = (id: string, lease: Lease, { now, stamp }: Moment, claimed: Subscription): StreamUpdate => ({
  UpdateExpression: `SET ${[
    '#name = :id',
    'createdAt = :now',
    'lastSeenAt = :now',
    'changedAt = :stamp',
    'streams = :streams',
    'activeStreams = :one',
    ...inStep(claimed).set,
  ].join(', ')}`,
  ConditionExpression: 'attribute_not_exists(id)',
  ExpressionAttributeNames: { '#name': 'name', ...inStep(claimed).names },
  ExpressionAttributeValues: {
    ':id': id,
    ':now': now,
    ':stamp': stamp,
    ':one': 1,
    ':streams': { [leaseKey(lease.session)]: leaseValue(lease) },
    ...inStep(claimed).values,
  },
});
