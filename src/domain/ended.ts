import { itemOf } from './item.ts';
import { sizeOf } from './item-size.ts';
import type { Ended, Lease, User } from './user.ts';

/** How many entries `ended` has: always two, and a third if the item then still costs one write unit. */
const ENDED = { always: 2, most: 3 };
const WRITE_UNIT = 1024;

/** A later renewal may add a `pace` to each lease: leave room for the longest one. */
const MAX_PACE_MS = 24 * 60 * 60 * 1000;

/** Older entries are dropped when a new one is written. */
const ENDED_MS = 60 * 60 * 1000;

/** How long a session without a lease gets the reason `revoked`: long enough for a device that slept all night. */
const REVOKED_MS = 24 * 60 * 60 * 1000;

/**
 * The new `ended` of the item, after `taker` takes the slots of these leases. Replaced leases come first, as their
 * viewers are watching. The taker's own entry goes, because its session holds a lease again.
 */
export function rememberEnded(
  user: User,
  { replaced, expired }: { replaced: readonly Lease[]; expired: readonly Lease[] },
  taker: Lease,
  now: number,
): Ended[] {
  const { session, device, stream } = taker;
  const by = { session, device, stream };
  const gone = [
    ...replaced.map((lease): Ended => ({ session: lease.session, reason: 'replaced', at: now, by })),
    ...expired.map((lease): Ended => ({ session: lease.session, reason: 'expired', at: now, by })),
  ];
  const names = new Set([session, ...gone.map(({ session: name }) => name)]);
  const before = (user.ended ?? []).filter((entry) => !names.has(entry.session) && entry.at > now - ENDED_MS);
  const latest = [...gone, ...before].slice(0, ENDED.most);
  const others = user.leases.filter((lease) => !names.has(lease.session));
  // With passes on, a change of the stream may add both of these to a lease.
  const marks = user.ending === undefined ? {} : { since: now, pass: now };
  const leases = [...others, taker].map((lease) => ({ ...lease, pace: MAX_PACE_MS, ...marks }));
  const fits = sizeOf(itemOf({ ...user, leases, ended: latest })) <= WRITE_UNIT;
  return fits ? latest : latest.slice(0, ENDED.always);
}

/** Why a session holds no lease, as far as the item shows. Times are epoch milliseconds. */
export interface End {
  readonly reason: Ended['reason'] | 'revoked' | 'unknown';
  readonly at?: number;
  /** The session that took the slot. */
  readonly by?: Ended['by'];
}

/**
 * An entry in `ended` describes the session's last lease, because a session that is admitted again has its entry
 * removed.
 */
export function endOf(user: User, session: string, now: number): End {
  const ended = user.ended?.find((entry) => entry.session === session);
  if (ended !== undefined) return { reason: ended.reason, at: ended.at, by: ended.by };
  const { revokedAt, revoked } = user;
  const wasRevoked =
    revokedAt !== undefined &&
    revokedAt > now - REVOKED_MS &&
    (revoked?.some((lease) => lease.session === session) ?? true);
  return wasRevoked ? { reason: 'revoked', at: revokedAt } : { reason: 'unknown' };
}
