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
 * A user of this plan who holds fewer leases may start this one whatever they are: the least of the limit and the
 * policies.
 */
export const leastFor = (plan: string, { id, wanted }: Start, { policies }: Rules, limit: number): number =>
  Math.min(limit, numberFor(leastOf(applyingTo(policies, id, wanted)), plan));

/** Whether the next write would create the user, and so notice one who is there. */
function mayEnrol(start: Start, rules: Rules): boolean {
  const { subscription } = start.claim;
  return (
    subscription !== undefined && leastFor(subscription.plan, start, rules, limitOf(rules.limits, subscription)) > 0
  );
}

/**
 * **admit**: takes a slot for the wanted lease, knowing nothing of the item.
 *
 * From: the user exists and is not blocked, the session holds no lease, the item does not remember how an earlier one
 * of it ended (it would go on telling so: `takeOver` makes it forget), and a slot is free. To: the lease is there, and
 * the counter is one more. One write, so no other write can come between the condition and the change.
 *
 * Where policies count the lease, the user must also hold fewer leases than the smallest of their numbers. Where that
 * is too strict, it was decided from the leases of `seen`: then the item must be the one that was seen.
 */
export function admit(start: Start, rules: Rules, moment: Moment, seen?: User): Update {
  const { id, wanted, replace, claim } = start;
  const slot = seen === undefined ? slotForAll(rules, id, wanted) : { ...unchangedSince(seen.changedAt), names: {} };
  const told = claimChange(claim);
  const kept = rules.passes && endingChange(seen, [], moment);
  const { now, stamp } = moment;
  return {
    trustsAbsence: mayEnrol(start, rules),
    UpdateExpression: [
      `SET ${['streams.#session = :lease', 'lastSeenAt = :now', 'changedAt = :stamp', ...(kept?.set ?? []), ...told.set].join(', ')}`,
      ...(told.remove.length > 0 ? [`REMOVE ${told.remove.join(', ')}`] : []),
      'ADD activeStreams :one',
    ].join(' '),
    ConditionExpression: [
      'attribute_exists(createdAt)',
      'attribute_not_exists(streams.#session)',
      'attribute_not_exists(ended.#session)',
      'attribute_not_exists(revoked.#session)',
      // Who wants to end all others has nobody to end.
      ...(replace === 'others' ? ['activeStreams < :one'] : []),
      slot.condition,
      NOT_BLOCKED,
      FENCE,
    ].join(' AND '),
    ExpressionAttributeNames: { '#session': leaseKey(wanted.session), ...slot.names, ...told.names },
    ExpressionAttributeValues: {
      ':lease': leaseValue(wanted),
      ':now': now,
      ':stamp': stamp,
      ':one': 1,
      ...slot.values,
      ...told.values,
      ...kept?.values,
    },
  };
}

/** A slot is free under the limit and under each policy that counts the lease, whatever the leases of the user are. */
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

/** With passes on: what a start leaves of passes that are out. Without the item, it only makes the place for it. */
export const endingChange = (seen: Pick<User, 'ending'> | undefined, gone: readonly Lease[], moment: Moment) =>
  seen === undefined
    ? { set: ['ending = if_not_exists(ending, :ending)'], values: { ':ending': {} } }
    : { set: ['ending = :ending'], values: { ':ending': endingAfter(seen, gone, moment) } };

/**
 * **reclaim**, and **replace** where live leases give way: takes a slot for the wanted lease and removes those that
 * give way.
 *
 * From: as admit's, but
 * - each expired lease is as it was seen: its session has not renewed it;
 * - each live one is still the same: a renewal does not save it, a stop does;
 * - what the item remembers of ended leases is as it was seen;
 * - where a live one gives way, so are the counter and, unless the token names it, the plan: no session is evicted in
 *   vain;
 * - the session may hold a lease itself, if it ends all others or gets other tags: still the one that was seen;
 * - where a policy had a say, or passes are on (`exactly`), the whole item is the one that was seen.
 *
 * To: the lease is there, those are not, the counter has moved by the difference, and the item tells what became of
 * them.
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
  const told = claimChange(claim);
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
    ...told.set,
  ];
  const removed = [
    ...gone.map((_, i) => `streams.#gone${i}`),
    ...(isRevoked ? ['revoked.#session'] : []),
    ...told.remove,
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
      ...told.names,
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
      ...told.values,
      ...numbered(':gone', gone, ({ as }) => as),
      ...numbered(':seen', remembered, ({ at }) => at),
    },
  };
}

/** A lease that its session holds, as the start that ends all others leaves it: no earlier end than was promised. */
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
