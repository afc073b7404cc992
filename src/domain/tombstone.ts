import { rememberPasses } from './ending.ts';
import { FENCE, type Moment, NOT_BLOCKED } from './fence.ts';
import type { Rules } from './rules.ts';
import type { Update } from './table.ts';
import type { User } from './user.ts';

/** How long a tombstone is kept after its last use, in milliseconds: far longer than any write may be late. */
const KEPT_MS = 24 * 60 * 60 * 1000;

/**
 * When DynamoDB's TTL may delete a tombstone, in epoch seconds. The service never depends on it: a tombstone without a
 * block counts as absent.
 * @param used until when it is needed, in epoch milliseconds
 */
export const forgetAt = (used: number): number => Math.ceil((used + KEPT_MS) / 1000);

const OF_A_USER = ['subscription', 'listing', 'createdAt', 'lastSeenAt', 'streams', 'activeStreams', 'ended'];
const MORE_OF_A_USER = ['tokenLimit', 'revokedAt', 'revoked', '#name', '#plan', '#limit'];

/**
 * **bury**: removes a user and all their leases, and leaves a tombstone. From: the user is the one that was seen, with
 * the same block, so that a block set since the read is not lost. To: no user. A block that has not ended stays. The
 * stamp fences off writes meant for the user. The recorded ends of passes stay too: each pass ends within a day, before
 * the TTL deletes the tombstone.
 */
export function bury(user: User, moment: Moment, { passes }: Pick<Rules, 'passes'>): Update {
  const { createdAt, blockedUntil = 0 } = user;
  const { now, stamp } = moment;
  const kept = passes && rememberPasses(user.leases, moment);
  const isBlocked = blockedUntil > now;
  const removed = [...OF_A_USER, ...MORE_OF_A_USER, ...(isBlocked ? [] : ['blockedUntil'])];
  return {
    UpdateExpression: [
      `SET ${['changedAt = :stamp', 'forgetAt = :forgetAt', ...(kept?.set ?? [])].join(', ')}`,
      `REMOVE ${removed.join(', ')}`,
    ].join(' '),
    ConditionExpression: [
      'createdAt = :createdAt',
      ...(kept?.conditions ?? []),
      FENCE,
      isBlocked ? 'blockedUntil = :seen' : NOT_BLOCKED,
    ].join(' AND '),
    ExpressionAttributeNames: { '#name': 'name', '#plan': 'plan', '#limit': 'limit', ...kept?.names },
    ExpressionAttributeValues: {
      ...kept?.values,
      ':createdAt': createdAt,
      ...(isBlocked ? { ':seen': blockedUntil } : { ':now': now }),
      ':stamp': stamp,
      ':forgetAt': forgetAt(Math.max(now, blockedUntil)),
    },
  };
}
