import { claimChange } from './claim.ts';
import { endingAfter } from './ending.ts';
import { fewHaveEnded } from './ending-terms.ts';
import { FENCE, type Moment, NOT_BLOCKED, unchangedSince } from './fence.ts';
import { endedValue, leaseKey, leaseValue } from './item.ts';
import { limitOf, slotIsFree, slotIsFreeAfter } from './limits.ts';
import type { Room } from './making-room.ts';
import { passesAfter } from './passes.ts';
import { applyingTo, numberFor } from './policies.ts';
import { fewerThanAnyPolicy, leastOf } from './policy-terms.ts';
import type { Start } from './requests.ts';
import type { Rules } from './rules.ts';
import type { Update } from './table.ts';
import { type Lease, leaseOf, type User } from './user.ts';

/**
 * A user on this plan who holds fewer leases may start this one, whatever those leases are: the smallest of the limit
 * and the policies' numbers.
 */
export const leastFor = (plan: string, { id, wanted }: Start, { policies }: Rules, limit: number): number =>
  Math.min(limit, numberFor(leastOf(applyingTo(policies, id, wanted)), plan));

/** Whether the next write may create the user; it is refused if the user exists. */
function mayEnrol(start: Start, rules: Rules): boolean {
  const { subscription } = start.claim;
  return (
    subscription !== undefined && leastFor(subscription.plan, start, rules, limitOf(rules.limits, subscription)) > 0
  );
}

/**
 * **admit**: takes a slot for the wanted lease, without reading the item.
 *
 * From: the user exists and is not blocked, the session holds no lease and has no entry in `ended` or `revoked`
 * (`takeOver` removes those), and a slot is free. To: the lease is there, and the counter is one more. It is one write,
 * so no other write can come between the condition and the change.
 *
 * If policies count the lease, the user must also hold fewer leases than the smallest of their numbers. If that is too
 * strict, the service decides from the leases of `seen`, and the write demands that the item is unchanged.
 */
export function admit(start: Start, rules: Rules, moment: Moment, seen?: User): Update {
  const { id, wanted, replace, claim } = start;
  const slot = seen === undefined ? slotForAll(rules, id, wanted) : { ...unchangedSince(seen.changedAt), names: {} };
  const claimed = claimChange(claim);
  const kept = rules.passes && endingChange(seen, [], moment);
  const { now, stamp } = moment;
  const set = ['streams.#session = :lease', 'lastSeenAt = :now', 'changedAt = :stamp'];
  return {
    trustsAbsence: mayEnrol(start, rules),
    UpdateExpression: [
      `SET ${[...set, ...(kept?.set ?? []), ...claimed.set].join(', ')}`,
      ...(claimed.remove.length > 0 ? [`REMOVE ${claimed.remove.join(', ')}`] : []),
      'ADD activeStreams :one',
    ].join(' '),
    ConditionExpression: [
      'attribute_exists(createdAt)',
      'attribute_not_exists(streams.#session)',
      'attribute_not_exists(ended.#session)',
      'attribute_not_exists(revoked.#session)',
      // A start that ends all others is admitted here only if there are none.
      ...(replace === 'others' ? ['activeStreams < :one'] : []),
      slot.condition,
      NOT_BLOCKED,
      FENCE,
    ].join(' AND '),
    ExpressionAttributeNames: { '#session': leaseKey(wanted.session), ...slot.names, ...claimed.names },
    ExpressionAttributeValues: {
      ':lease': leaseValue(wanted),
      ':now': now,
      ':stamp': stamp,
      ':one': 1,
      ...slot.values,
      ...claimed.values,
      ...kept?.values,
    },
  };
}

/** A slot is free under the limit and every policy that counts the lease, whatever the user's leases are. */
function slotForAll({ limits, policies, passes }: Rules, id: string, wanted: Lease) {
  const slot = slotIsFree(limits);
  const kinds = fewerThanAnyPolicy(applyingTo(policies, id, wanted));
  const ended = passes && fewHaveEnded(limits);
  return {
    condition: [slot.condition, ...kinds.conditions, ...(ended ? [ended.condition] : [])].join(' AND '),
    names: { ...slot.names, ...kinds.names, ...ended?.names },
    values: { ...slot.values, ...kinds.values, ...ended?.values },
  };
}

/**
 * With passes on: the part of a start that records ends of passes. If the item was not seen, it only creates the map.
 */
export const endingChange = (seen: Pick<User, 'ending'> | undefined, gone: readonly Lease[], moment: Moment) =>
  seen === undefined
    ? { set: ['ending = if_not_exists(ending, :ending)'], values: { ':ending': {} } }
    : { set: ['ending = :ending'], values: { ':ending': endingAfter(seen, gone, moment) } };

/**
 * **reclaim**, or **replace** if live leases end: takes a slot for the wanted lease and removes those in `Room`.
 *
 * From: as for admit, but
 * - each expired lease has the same `expiresAt`: its session has not renewed it;
 * - each live lease has the same `startedAt`: a renewal does not save it, a stop does;
 * - `ended` is unchanged;
 * - if a live lease ends, the counter is unchanged and, unless the token names it, the plan: a session is evicted only
 *   if the new one needs its slot;
 * - the session may hold a lease itself, if it ends all others or changes its tags: still the one that was seen;
 * - if a policy counts the lease, or passes are on (`exactly`), the whole item is unchanged.
 *
 * To: the lease is there, those are not, the counter has changed by the difference, and `ended` says why they ended.
 */
export function takeOver(
  { wanted, replace, claim }: Start,
  user: User,
  { expired, replaced, ended }: Room,
  rules: Rules,
  moment: Moment,
  exactly = false,
): Update {
  const { now, stamp } = moment;
  const kept = rules.passes && endingChange(user, replaced, moment);
  const claimed = claimChange(claim);
  const gone = [
    ...expired.map(({ session, expiresAt }) => ({ session, seen: 'expiresAt', as: expiresAt })),
    ...replaced.map(({ session, startedAt }) => ({ session, seen: 'startedAt', as: startedAt })),
  ];
  const slot = exactly
    ? { ...unchangedSince(user.changedAt), names: {} }
    : slotIsFreeAfter(rules.limits, gone.length, user);
  const held = leaseOf(user, wanted.session);
  const isRevoked = user.revoked?.some(({ session }) => session === wanted.session) === true;
  const isCounted = replaced.length > 0 || replace === 'others';
  const goesByPlan = replaced.length > 0 && claim.subscription === undefined;
  const remembered = user.ended ?? [];
  const set = [
    'streams.#session = :lease',
    'lastSeenAt = :now',
    'changedAt = :stamp',
    'ended = :ended',
    ...(kept?.set ?? []),
    ...claimed.set,
  ];
  const removed = [
    ...gone.map((_, i) => `streams.#gone${i}`),
    ...(isRevoked ? ['revoked.#session'] : []),
    ...claimed.remove,
  ];
  return {
    UpdateExpression: [
      `SET ${set.join(', ')}`,
      ...(removed.length > 0 ? [`REMOVE ${removed.join(', ')}`] : []),
      'ADD activeStreams :difference',
    ].join(' '),
    ConditionExpression: [
      'attribute_exists(createdAt)',
      held === undefined ? 'attribute_not_exists(streams.#session)' : 'streams.#session.startedAt = :held',
      ...gone.map(({ seen }, i) => `streams.#gone${i}.${seen} = :gone${i}`),
      ...(isCounted ? ['activeStreams = :counted'] : []),
      ...(goesByPlan ? ['#plan = :plan'] : []),
      ...(user.ended === undefined
        ? ['attribute_not_exists(ended)']
        : ['size(ended) = :remembered', ...remembered.map((_, i) => `ended.#seen${i}.#at = :seen${i}`)]),
      `attribute_${isRevoked ? '' : 'not_'}exists(revoked.#session)`,
      slot.condition,
      NOT_BLOCKED,
      FENCE,
    ].join(' AND '),
    ExpressionAttributeNames: {
      '#session': leaseKey(wanted.session),
      ...slot.names,
      ...claimed.names,
      ...(goesByPlan ? { '#plan': 'plan' } : {}),
      ...numbered('#gone', gone, ({ session }) => leaseKey(session)),
      ...numbered('#seen', remembered, ({ session }) => leaseKey(session)),
      ...(remembered.length > 0 ? { '#at': 'at' } : {}),
    },
    ExpressionAttributeValues: {
      ':lease': leaseValue(held === undefined ? wanted : goingOn(held, wanted, now, rules)),
      ':now': now,
      ':stamp': stamp,
      ':ended': endedValue(ended),
      ...kept?.values,
      ':difference': (held === undefined ? 1 : 0) - gone.length,
      ...(held === undefined ? {} : { ':held': held.startedAt }),
      ...(isCounted ? { ':counted': user.leaseCount } : {}),
      ...(goesByPlan ? { ':plan': user.plan } : {}),
      ...(user.ended === undefined ? {} : { ':remembered': remembered.length }),
      ...slot.values,
      ...claimed.values,
      ...numbered(':gone', gone, ({ as }) => as),
      ...numbered(':seen', remembered, ({ at }) => at),
    },
  };
}

/** The lease of a session that already holds one and ends all others: it never ends earlier than before. */
function goingOn(held: Lease, wanted: Lease, now: number, rules: Rules): Lease {
  const next = {
    ...wanted,
    device: wanted.device ?? held.device,
    tags: wanted.tags ?? held.tags,
    startedAt: held.startedAt,
    expiresAt: Math.max(held.expiresAt, wanted.expiresAt),
  };
  return { ...next, ...passesAfter(held, next, now, rules) };
}

const numbered = <Entry, Value>(prefix: string, entries: readonly Entry[], of: (entry: Entry) => Value) =>
  Object.fromEntries(entries.map((entry, i) => [`${prefix}${i}`, of(entry)]));
