import { itemOf } from './item.ts';
import { sizeOf } from './item-size.ts';
import type { Ended, Lease, User } from './user.ts';

/** How many the item remembers always, and how many at most: the third only where the item still is one write unit. */
const ENDED = { always: 2, most: 3 };
const WRITE_UNIT = 1024;

/** Each lease may get a `pace` when it is renewed: room is kept for the longest that there is. */
const MAX_PACE_MS = 24 * 60 * 60 * 1000;

/** None is kept for longer once another is written. */
const ENDED_MS = 60 * 60 * 1000;

/** How long a session without a lease gets the reason `revoked`: a device that slept all night learns it, too. */
const REVOKED_MS = 24 * 60 * 60 * 1000;

/**
 * What the item remembers once `taker` has the slots of these leases. The live ones are remembered first, as their
 * viewers are watching; what was ended under the name of its own session is forgotten, as that session holds a lease
 * again.
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
  // With passes on, a lease that switches gets both of these.
  const marks = user.ending === undefined ? {} : { since: now, pass: now };
  const leases = [...others, taker].map((lease) => ({ ...lease, pace: MAX_PACE_MS, ...marks }));
  const fits = sizeOf(itemOf({ ...user, leases, ended: latest })) <= WRITE_UNIT;
  return fits ? latest : latest.slice(0, ENDED.always);
}

/** Why a session holds no lease, as far as the item knows. Times are epoch milliseconds. */
export interface End {
  readonly reason: Ended['reason'] | 'revoked' | 'unknown';
  readonly at?: number;
  /** The session that took the slot. */
  readonly by?: Ended['by'];
}

/** An entry in `ended` is of the session's last lease, as a session that is admitted again has its entry removed. */
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
