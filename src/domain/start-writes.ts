import { FENCE, type Moment } from './fence.ts';
import { endedValue, leaseKey, leaseValue } from './item.ts';
import { slotIsFree } from './limits.ts';
import type { Room } from './making-room.ts';
import { type Subscription, subscriptionChange } from './plan-index.ts';
import type { Rules } from './rules.ts';
import type { Update } from './table.ts';
import type { Lease } from './user.ts';

/** Nothing is admitted while a block lies ahead. */
const NOT_BLOCKED = '(attribute_not_exists(blockedUntil) OR blockedUntil <= :now)';

/**
 * **admit**: takes a slot for `lease`, knowing nothing of the item.
 *
 * From: the user exists and is not blocked, the session holds no lease, none of it is remembered as ended (the item would go
 * on telling so: `takeOver` forgets it), and a slot is free. To: the lease is there, and the counter is one more. One write,
 * so no other write can come between the condition and the change.
 */
export function admit(lease: Lease, rules: Rules, { now, stamp }: Moment, claimed?: Subscription): Update {
  const slot = slotIsFree(rules.limits);
  const plan = subscriptionChange(claimed);
  return {
    trustsAbsence: claimed !== undefined && rules.limits.standard > 0,
    UpdateExpression: `SET ${['streams.#session = :lease', 'lastSeenAt = :now', 'changedAt = :stamp', ...plan.set].join(
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
    ExpressionAttributeNames: { '#session': leaseKey(lease.session), ...slot.names, ...plan.names },
    ExpressionAttributeValues: {
      ':lease': leaseValue(lease),
      ':now': now,
      ':stamp': stamp,
      ':one': 1,
      ...slot.values,
      ...plan.values,
    },
  };
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
  { expired, replaced, leaseCount, userPlan, seen, ended }: Room,
  rules: Rules,
  { now, stamp }: Moment,
  claimed?: Subscription,
): Update {
  const plan = subscriptionChange(claimed);
  const gone = [
    ...expired.map((each) => ({ session: each.session, seen: 'expiresAt', as: each.expiresAt })),
    ...replaced.map((each) => ({ session: each.session, seen: 'startedAt', as: each.startedAt })),
  ];
  const slot = slotIsFree(rules.limits, gone.length);
  const goesByPlan = replaced.length > 0 && claimed === undefined;
  const removal = gone.length > 0 ? ` REMOVE ${gone.map((_, i) => `streams.#gone${i}`).join(', ')}` : '';
  const set = [
    'streams.#session = :lease',
    'lastSeenAt = :now',
    'changedAt = :stamp',
    'ended = :ended',
    ...plan.set,
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
      ...plan.names,
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
      ...(goesByPlan ? { ':plan': userPlan } : {}),
      ...(seen === undefined ? {} : { ':remembered': seen.length }),
      ...slot.values,
      ...plan.values,
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

const MAX_NAME = 128;

/** The name of a user who has enrolled: the beginning of the id. */
export const enrolledName = (id: string): string => id.trim().slice(0, MAX_NAME);

/**
 * **enrol**: makes the user whose token says what the subscription is, with their first lease. From: there is no such user.
 * The name is the id, as the token tells no other; a name is shorter.
 */
export const enrol = (id: string, lease: Lease, { now, stamp }: Moment, claimed: Subscription): Update => ({
  UpdateExpression: `SET ${[
    '#name = :name',
    'createdAt = :now',
    'lastSeenAt = :now',
    'changedAt = :stamp',
    'streams = :streams',
    'activeStreams = :one',
    ...subscriptionChange(claimed).set,
  ].join(', ')}`,
  ConditionExpression: 'attribute_not_exists(id)',
  ExpressionAttributeNames: { '#name': 'name', ...subscriptionChange(claimed).names },
  ExpressionAttributeValues: {
    ':name': enrolledName(id),
    ':now': now,
    ':stamp': stamp,
    ':one': 1,
    ':streams': { [leaseKey(lease.session)]: leaseValue(lease) },
    ...subscriptionChange(claimed).values,
  },
});
