import type { Deps } from './deps.ts';
import { endOf } from './ended.ts';
import { extend, firstRenewal, grantedView } from './extending.ts';
import { limitsOfPlan } from './limits.ts';
import { makeRoom } from './making-room.ts';
import { subscriptionOf } from './plan-index.ts';
import type { Refusal } from './refusals.ts';
import { admit, enrol, type Moment, type StreamUpdate, stop, takeOver } from './stream-updates.ts';
import { type Next, readUser, type Written, writeUntilDecided } from './table.ts';
import { blockOf, iso, type Lease, type LeaseView, leaseOf, streamsView, type User } from './user.ts';

export interface StreamRequest {
  readonly id: string;
  readonly stream: string;
  /** The key of the lease; without it, the stream is its own session. */
  readonly session?: string | undefined;
  readonly device?: string | undefined;
  /** The sessions that may give way where all slots are in use, in this order. */
  readonly replace?: readonly string[] | undefined;
  /** What the caller's token says: it decides instead of the item's, which is kept in step, and enrols who is not there. */
  readonly subscription?: string | undefined;
}

export interface Started {
  readonly outcome: 'admitted' | 'reclaimed' | 'replaced' | 'enrolled' | 'renewed';
  readonly lease: LeaseView;
  /** The sessions whose expired leases gave way. */
  readonly reclaimed: readonly string[];
  /** The sessions whose live leases gave way. */
  readonly replaced: readonly string[];
}

/**
 * May this user start another stream? One write to admit, deny or recognise a repeated request; two to reclaim, replace,
 * enrol, renew or switch. Each refused write returns the user that it was refused for, and the next write follows from that.
 */
export async function requestStream(deps: Deps, request: StreamRequest): Promise<Started | Refusal> {
  const { id, stream, session = stream, device, replace = [] } = request;
  const start = deps.now();
  const wanted: Lease = { session, stream, device, startedAt: start, expiresAt: start + deps.leaseSeconds * 1000 };
  const claimed = request.subscription === undefined ? undefined : subscriptionOf(id, request.subscription);
  const limits = claimed === undefined ? deps.limits : limitsOfPlan(deps.limits, claimed.plan);

  /** What the write that is under way will have done. */
  let doing: Pick<Started, 'outcome' | 'reclaimed' | 'replaced'> = { outcome: 'admitted', ...NOBODY };
  const then = (what: typeof doing, update: (moment: Moment) => StreamUpdate): Next<Started | Refusal> => {
    doing = what;
    return { update };
  };
  const denied = (user: User): Refusal => ({
    refusal: 'stream-limit-reached',
    session,
    stream,
    ...streamsView(user, limits, start),
  });

  const decide = ({ written, user, moment }: Written): Next<Started | Refusal> => {
    if (user === undefined) {
      if (claimed === undefined) return { answer: { refusal: 'user-not-found', id } };
      if (limits.standard === 0) return { answer: denied(nobodyYet(id, claimed.plan)) };
      return then({ outcome: 'enrolled', ...NOBODY }, (next) => enrol(id, wanted, next, claimed));
    }
    const held = leaseOf(user, session);
    if (held !== undefined && doing.outcome !== 'renewed' && (written || isOwnWrite(held, wanted))) {
      const done =
        written || isDoneIn(user, wanted, doing.outcome) ? doing : { outcome: 'admitted' as const, ...NOBODY };
      return { answer: { ...done, lease: grantedView(deps, limits, user, held, start) } };
    }
    if (held !== undefined) {
      doing = { outcome: 'renewed', ...NOBODY };
      return extend(deps, limits, user, held, { now: start, stream, claimed }, (lease) => {
        return { ...doing, lease };
      });
    }
    const blockedUntil = blockOf(user, start);
    if (blockedUntil !== undefined) return { answer: blocked(id, blockedUntil, start) };
    const room = makeRoom(user, wanted, replace, limits, deps, moment.now);
    if (room === undefined) return { answer: denied(user) };
    const { expired, replaced } = room;
    const forgets = user.ended?.some((each) => each.session === session);
    if (expired.length + replaced.length === 0 && !forgets) {
      return then({ outcome: 'admitted', ...NOBODY }, (next) => admit(wanted, limits, next, claimed));
    }
    const outcome = replaced.length > 0 ? 'replaced' : expired.length > 0 ? 'reclaimed' : 'admitted';
    return then({ outcome, reclaimed: expired.map(sessionOf), replaced: replaced.map(sessionOf) }, (next) =>
      takeOver(wanted, room, limits, next, claimed),
    );
  };
  return writeUntilDecided(deps, id, (moment) => admit(wanted, limits, moment, claimed), decide);
}

const NOBODY = { reclaimed: [], replaced: [] } as const;

const sessionOf = ({ session }: Lease): string => session;

/** After a lost response the SDK sends a write again, which is then refused for the lease that it took itself. */
const isOwnWrite = (held: Lease, wanted: Lease): boolean =>
  held.startedAt === wanted.startedAt &&
  held.expiresAt === wanted.expiresAt &&
  held.stream === wanted.stream &&
  held.device === wanted.device;

/** Whether an own write was the last that was tried: an earlier one, refused at first, may have been delivered once more. */
const isDoneIn = (user: User, { session, startedAt }: Lease, outcome: Started['outcome']): boolean =>
  outcome === 'enrolled'
    ? user.createdAt === startedAt && user.name === user.id
    : user.ended?.some(({ at, by }) => by.session === session && at === startedAt) === true;

const blocked = (id: string, blockedUntil: number, now: number): Refusal => ({
  refusal: 'user-blocked',
  id,
  blockedUntil: iso(blockedUntil),
  retryAfter: Math.ceil((blockedUntil - now) / 1000),
});

const nobodyYet = (id: string, plan: string): User => ({
  ...{ id, plan, name: id, subscription: plan },
  ...{ createdAt: 0, leaseCount: 0, leases: [] },
});

export interface RenewalRequest {
  readonly id: string;
  readonly session: string;
  /** Given when the player changed channel: the lease goes on with another stream. */
  readonly stream?: string | undefined;
}

/** Extends a lease. One write; two when the user has become full, or has a slot to spare again. Who lost it learns why here. */
export async function renewStream(
  deps: Deps,
  { id, session, stream }: RenewalRequest,
): Promise<{ lease: LeaseView } | Refusal> {
  return writeUntilDecided<{ lease: LeaseView } | Refusal>(
    deps,
    id,
    (moment) => firstRenewal(deps, { session, stream, ...moment }),
    ({ user, moment: { now } }) => {
      if (user === undefined) return { answer: { refusal: 'user-not-found', id } };
      const held = leaseOf(user, session);
      if (held === undefined)
        return { answer: { refusal: 'stream-ended', id, session, end: endOf(user, session, now) } };
      return extend(deps, deps.limits, user, held, { now, stream }, (lease) => ({ lease }));
    },
  );
}

export interface Stopped {
  /** Whether there was anything to stop. */
  readonly stopped: boolean;
  readonly view: Omit<ReturnType<typeof streamsView>, 'streams'> & { session: string; watching: string[] };
}

/**
 * Gives a slot back. One write. To stop what is not there is a success. After a lost response the session may have started
 * again, as when a page is loaded anew: the new lease is not what was to be stopped.
 */
export async function stopStream(
  deps: Deps,
  { id, session }: { id: string; session: string },
): Promise<Stopped | Refusal> {
  return writeUntilDecided<Stopped | Refusal>(
    deps,
    id,
    (moment) => stop(session, moment),
    ({ user, moment: { now }, ...result }) => {
      if (user === undefined) return { answer: { refusal: 'user-not-found', id } };
      const held = result.written ? undefined : leaseOf(user, session);
      const mayBeDone = !result.written && result.attempts > 1 && user.createdAt <= now;
      const isNew = mayBeDone && held !== undefined && held.startedAt > now;
      if (held !== undefined && !isNew) return { update: (moment) => stop(session, moment) };
      const { limit, activeStreams, streams } = streamsView(user, deps.limits, now);
      const view = { id, session, limit, activeStreams, watching: streams.map((each) => each.stream) };
      return { answer: { stopped: result.written, view } };
    },
  );
}

/** What a user watches now. One consistent read. */
export async function getStreams(deps: Deps, id: string) {
  const user = await readUser(deps.table, id);
  return user ? streamsView(user, deps.limits, deps.now()) : ({ refusal: 'user-not-found', id } satisfies Refusal);
}
