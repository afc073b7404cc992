import type { Deps } from './deps.ts';
import type { Refusal } from './refusals.ts';
import { type Moment, revoke } from './stream-updates.ts';
import { writeUntilDecided } from './table.ts';
import { blockOf, iso, liveLeases } from './user.ts';

export interface Revoked {
  readonly id: string;
  /** The sessions whose live leases it ended. */
  readonly revoked: readonly string[];
  /** ISO 8601; given while a block lies ahead. */
  readonly blockedUntil?: string;
}

/**
 * Ends all leases of a user, and keeps them out for a while if asked: 0 seconds lift a block, undefined leaves it as it is.
 * One write. After a lost response the SDK meets its own write: then nobody can tell any more which leases it ended, and what
 * has started since stays.
 */
export async function revokeStreams(
  deps: Deps,
  { id, blockSeconds }: { id: string; blockSeconds?: number | undefined },
): Promise<Revoked | Refusal> {
  const until = ({ now }: Moment) => blockSeconds && now + blockSeconds * 1000;
  return writeUntilDecided<Revoked | Refusal>(
    deps,
    id,
    (moment) => revoke(until(moment), moment),
    ({ user, moment, ...result }) => {
      if (user === undefined) return { answer: { refusal: 'user-not-found', id } };
      const own =
        !result.written &&
        result.attempts > 1 &&
        user.revokedAt === moment.now &&
        (blockSeconds === undefined || (user.blockedUntil ?? 0) === until(moment));
      if (!result.written && !own) return { update: (next) => revoke(until(next), next) };
      const blockedUntil = until(moment) ?? blockOf(user, moment.now);
      return {
        answer: {
          id,
          revoked: own ? [] : liveLeases(user, moment.now).map(({ session }) => session),
          ...(blockedUntil ? { blockedUntil: iso(blockedUntil) } : {}),
        },
      };
    },
    'ALL_OLD',
  );
}
