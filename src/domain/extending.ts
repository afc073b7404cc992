import type { Deps } from './deps.ts';
import { anySlotToSpare, type Limits, limitOf } from './limits.ts';
import { type Renewal, renew, renewAtOnePace, renewLong, renewShort } from './renewals.ts';
import type { StreamUpdate, Subscription } from './stream-updates.ts';
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

/** What is asked of a lease that is held. */
export interface Extension {
  readonly now: number;
  readonly stream: string | undefined;
  readonly claimed?: Subscription | undefined;
}

/**
 * What a renewal becomes, once it is known what the session holds: the lease as it is, if that lasts as long as it should and
 * shows the right stream; or a write. What was promised holds: no renewal ends a lease earlier. If only its length is to be
 * better, the lease as it is will do, too, should the write not succeed in time.
 */
export function extend<Answer>(
  deps: Deps,
  limits: Limits,
  user: User,
  held: Lease,
  { now, stream, claimed }: Extension,
  granted: (lease: LeaseView) => Answer,
): Next<Answer> {
  const onePace = isOnePace(deps, limits);
  const full = user.leaseCount >= limitOf(limits, user.plan);
  const length = (onePace || full ? deps.leaseSeconds : deps.spareLeaseSeconds) * 1000;
  const until = Math.max(held.expiresAt, now + length);
  const isRight = (stream === undefined || stream === held.stream) && isInStep(user, claimed);
  const answer = granted(grantedView(deps, limits, user, held, now));
  if (isRight && held.expiresAt === until) return { answer };
  return {
    update: (moment) => {
      const renewal = { ...moment, session: held.session, startedAt: held.startedAt, stream, claimed };
      if (onePace) return renewAtOnePace(renewal, until);
      return full ? renewShort(renewal, until, length) : renewLong(renewal, until, limits);
    },
    ...(isRight && held.expiresAt >= now + deps.leaseSeconds * 1000 ? { otherwise: answer } : {}),
  };
}

const isInStep = ({ subscription, listing }: User, claimed: Subscription | undefined): boolean =>
  claimed === undefined || (claimed.subscription === subscription && claimed.listing === listing);

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
