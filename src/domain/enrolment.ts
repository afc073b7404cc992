import { hasRoom } from './bounds.ts';
import { claimChange } from './claim.ts';
import { mayNotStartBefore } from './ending.ts';
import { FENCE, type Moment, NOT_BLOCKED, unchangedSince } from './fence.ts';
import { leaseKey, leaseValue } from './item.ts';
import { limitOf } from './limits.ts';
import { enforcedBounds, mostFor, shortageOf } from './making-room.ts';
import type { Subscription } from './plan-index.ts';
import { limitReached, notFound, type Refusal, tooManyStarts } from './refusals.ts';
import type { Start } from './requests.ts';
import type { Rules } from './rules.ts';
import { endingChange } from './start-writes.ts';
import type { Update } from './table.ts';
import { blockOf, type Tombstone } from './user.ts';

/** The fields of a user who is about to be enrolled, for the decision. */
const NOBODY = { name: '', createdAt: 0, leaseCount: 0, leases: [] };

/**
 * Decides whether a token may create its user: it names a plan that allows a stream, and no block waits for the user.
 * @returns the write that creates the user
 */
export function enrolment(
  tombstone: Tombstone | undefined,
  start: Start,
  rules: Rules,
  now: number,
): Refusal | ((moment: Moment) => Update) {
  const { id, claim } = start;
  const { subscription } = claim;
  if (subscription === undefined) return notFound(id, { tombstone }, now);
  const blockedUntil = tombstone && blockOf(tombstone, now);
  if (blockedUntil !== undefined) return { refusal: 'user-blocked', id, blockedUntil, now };
  const limit = limitOf(rules.limits, { plan: subscription.plan });
  const nobody = { ...NOBODY, id, ...subscription };
  if (!hasRoom(enforcedBounds(nobody, start, rules), [], start.wanted)) {
    return limitReached(start, limit, [], shortageOf(nobody, start, rules, now));
  }
  const until = rules.passes && tombstone && mayNotStartBefore(tombstone, 1, [], mostFor(nobody, start, rules), now);
  if (until !== undefined) return tooManyStarts(id, start.wanted, until, now);
  return (moment) => enrol(start, subscription, rules, moment, tombstone);
}

const MAX_NAME = 128;

/** The name of an enrolled user: the beginning of the id, because the token gives no name. */
export const enrolledName = (id: string): string => id.trim().slice(0, MAX_NAME);

/**
 * **enrol**: creates the user that the token names, with a first lease. From: no such user, and no block for one. With
 * passes on, the passes of a former user count: the write demands that the tombstone is the one that was seen, or has
 * no `ending`.
 */
export function enrol(
  { id, wanted, claim }: Start,
  subscription: Subscription,
  rules: Rules,
  moment: Moment,
  left?: Tombstone,
): Update {
  const { now, stamp } = moment;
  const kept = rules.passes && endingChange(left ?? {}, [], moment);
  const same =
    left?.ending === undefined
      ? { condition: 'attribute_not_exists(ending)', values: {} }
      : unchangedSince(left.changedAt);
  const claimed = claimChange({ ...claim, subscription });
  const set = [
    '#name = :name',
    'createdAt = :now',
    'lastSeenAt = :now',
    'changedAt = :stamp',
    'streams = :streams',
    'activeStreams = :one',
    ...(kept?.set ?? []),
    ...claimed.set,
  ];
  return {
    UpdateExpression: `SET ${set.join(', ')} REMOVE ${['forgetAt', ...claimed.remove].join(', ')}`,
    ConditionExpression: [
      'attribute_not_exists(createdAt)',
      ...(kept ? [same.condition] : []),
      NOT_BLOCKED,
      FENCE,
    ].join(' AND '),
    ExpressionAttributeNames: { '#name': 'name', ...claimed.names },
    ExpressionAttributeValues: {
      ':name': enrolledName(id),
      ':now': now,
      ':stamp': stamp,
      ':one': 1,
      ':streams': { [leaseKey(wanted.session)]: leaseValue(wanted) },
      ...claimed.values,
      ...(kept ? { ...kept.values, ...same.values } : {}),
    },
  };
}
