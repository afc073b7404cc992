import type { Deps } from './deps.ts';
import { anySlotToSpare, type Limits, limitOf } from './limits.ts';
import { type Renewal, renew, renewAtOnePace, renewLong, renewShort } from './renewals.ts';
import type { StreamUpdate } from './stream-updates.ts';
import type { Next } from './table.ts';
import { type Lease, type LeaseView, leaseView, type User } from './user.ts';

/** Where nobody can ever have a slot to spare, none is asked for. */
const isOnePace = ({ leaseSeconds, spareLeaseSeconds }: Deps, limits: Limits): boolean =>
  leaseSeconds === spareLeaseSeconds || !anySlotToSpare(limits);

/** The first write of a renewal, which knows nothing of the item. */
export function firstRenewal(deps: Deps, renewal: Renewal): StreamUpdate {
  const lengths = { spare: deps.spareLeaseSeconds * 1000, full: deps.leaseSeconds * 1000 };
  return isOnePace(deps, deps.limits)
    ? renewAtOnePace(renewal, renewal.now + lengths.full)
    : renew(renewal, lengths, deps.limits);
}

/**
 * What a renewal becomes, once it is known what the session holds: the lease as it is, if that lasts as long as it should and
 * shows the right stream; or a write. What was promised holds: no renewal ends a lease earlier.
 */
export function extend(
  deps: Deps,
  limits: Limits,
  user: User,
  held: Lease,
  { now, stream }: { now: number; stream: string | undefined },
): Next<LeaseView> {
  const onePace = isOnePace(deps, limits);
  const full = user.leaseCount >= limitOf(limits, user.plan);
  const length = (onePace || full ? deps.leaseSeconds : deps.spareLeaseSeconds) * 1000;
  const until = Math.max(held.expiresAt, now + length);
  if (held.expiresAt === until && (stream === undefined || stream === held.stream)) {
    return { answer: grantedView(deps, limits, user, held, now) };
  }
  return {
    update: (moment) => {
      const renewal = { ...moment, session: held.session, stream };
      if (onePace) return renewAtOnePace(renewal, until);
      return full ? renewShort(renewal, until, length) : renewLong(renewal, until, limits);
    },
  };
}

/**
 * A lease as its holder gets it. A short one is renewed so that as much is left of it as of any short one; a long one as its
 * setting says. Players are asked a little early, each at another moment, so that those who started together spread out.
 */
export function grantedView(deps: Deps, limits: Limits, user: User, lease: Lease, now: number): LeaseView {
  const left = (lease.expiresAt - now) / 1000;
  const seconds = Math.min(deps.spareRenewSeconds, left - (deps.leaseSeconds - deps.renewSeconds));
  const renewAfter = Math.round(seconds * (1 - 0.2 * deps.random()) * 10) / 10;
  return leaseView(user, lease, renewAfter, limits, now);
}
