import type { Deps } from '../domain/deps.ts';
import type { End } from '../domain/ended.ts';
import { limitOf } from '../domain/limits.ts';
import { policyStates } from '../domain/policy-states.ts';
import type { Granted } from '../domain/renewal.ts';
import type { Rules } from '../domain/rules.ts';
import type { Stopped } from '../domain/stop.ts';
import { blockOf, type Lease, liveLeases, type User } from '../domain/user.ts';

export const iso = (time: number): string => new Date(time).toISOString();

/** A user as the API shows it, in the inherited shape. Expired leases are left out. */
export function userView(user: User, now: number) {
  const watching = watchedBy(user, now);
  const offlineSince = watching.length === 0 ? user.lastSeenAt : undefined;
  return {
    id: user.id,
    Name: user.name,
    Subscription: user.subscription,
    ...(user.limit === undefined ? {} : { limit: user.limit }),
    ...blockView(user, now),
    Status: {
      Online: { Streams: { activeStreams: watching.length, watching } },
      offline: { lastOnline: offlineSince === undefined ? null : iso(offlineSince) },
    },
  };
}

/** A live stream as the API shows it. */
export const streamView = ({ session, stream, device, startedAt, expiresAt, tags = {} }: Lease) => ({
  session,
  stream,
  ...(device === undefined ? {} : { device }),
  startedAt: iso(startedAt),
  expiresAt: iso(expiresAt),
  ...(Object.keys(tags).length === 0 ? {} : { tags }),
});

/** The user's live streams, and the limit. */
export function streamsView(user: User, { limits, policies }: Rules, now: number) {
  const live = liveLeases(user, now);
  const states = policyStates(policies, user, live);
  return {
    id: user.id,
    limit: limitOf(limits, user),
    activeStreams: live.length,
    ...blockView(user, now),
    streams: live.map(streamView),
    ...(states.length === 0 ? {} : { policies: states }),
  };
}

export function stoppedView({ user, limit, now }: Stopped, session: string) {
  const watching = watchedBy(user, now);
  return { id: user.id, session, limit, activeStreams: watching.length, watching };
}

/** A lease as its own player gets it. */
export function leaseView({ user, lease, limit, now, passUntil }: Granted, deps: Pick<Deps, 'rules' | 'random'>) {
  const watching = watchedBy(user, now);
  return {
    id: user.id,
    session: lease.session,
    stream: lease.stream,
    startedAt: iso(lease.startedAt),
    expiresAt: iso(lease.expiresAt),
    renewAfter: renewAfter(lease, now, deps, passUntil),
    activeStreams: watching.length,
    limit,
    watching,
  };
}

/** Why a session holds no lease. */
export const endView = ({ reason, at, by }: End) => ({
  reason,
  ...(at === undefined ? {} : { endedAt: iso(at) }),
  ...(by === undefined ? {} : { by }),
});

/** A pass is renewed after this part of its time. */
const PASS_SHARE = 2 / 3;

/**
 * When the player should renew, in seconds from now. A short lease then has as much time left as any short one; for a
 * long one a setting decides. The time is up to a fifth earlier at random, so that players that started together spread
 * out. If a pass ends before that, it is renewed with a third of its time left.
 */
export function renewAfter(
  { expiresAt }: Lease,
  now: number,
  { rules, random }: Pick<Deps, 'rules' | 'random'>,
  passUntil = Number.POSITIVE_INFINITY,
) {
  const left = (expiresAt - now) / 1000;
  const seconds = Math.min(
    rules.spareRenewSeconds,
    left - (rules.leaseSeconds - rules.renewSeconds),
    ((passUntil - now) / 1000) * PASS_SHARE,
  );
  return Math.round(seconds * (1 - 0.2 * random()) * 10) / 10;
}

/** A block that has not ended. */
function blockView(user: User, now: number) {
  const blockedUntil = blockOf(user, now);
  return blockedUntil === undefined ? {} : { blockedUntil: iso(blockedUntil) };
}

const watchedBy = (user: User, now: number): string[] => liveLeases(user, now).map(({ stream }) => stream);
