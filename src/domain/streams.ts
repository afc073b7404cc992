import type { Deps } from './deps.ts';
import { type Limits, limitOf } from './limits.ts';
import type { Refusal } from './refusals.ts';
import { admit, renew, type StreamUpdate, stop } from './stream-updates.ts';
import { readUser, updateUser } from './table.ts';
import { isLive, type Lease, type LeaseView, leaseOf, leaseView, streamsView, type User } from './user.ts';

/** How often one request decides anew when others win the race for the same user, before it gives up. */
const MAX_WRITES = 6;

/** Nor does it begin another write when it has waited for so long: each may take some seconds of the function's six. */
const MAX_WAIT_MS = 1000;

export interface StreamRequest {
  readonly id: string;
  readonly stream: string;
  /** The key of the lease; without it, the stream is its own session. */
  readonly session?: string | undefined;
  readonly device?: string | undefined;
}

export interface Started {
  readonly outcome: 'admitted' | 'reclaimed' | 'renewed';
  readonly lease: LeaseView;
  /** The sessions whose expired leases gave way. */
  readonly reclaimed: readonly string[];
}

/**
 * May this user start another stream? One write to admit, deny or recognise a repeated request; two to reclaim, renew or
 * switch. Each refused write returns the user that it was refused for, and the next write follows from that.
 */
export async function requestStream(deps: Deps, request: StreamRequest): Promise<Started | Refusal> {
  const { id, stream, session = stream, device } = request;
  const now = deps.now();
  const wanted: Lease = { session, stream, device, startedAt: now, expiresAt: now + deps.leaseSeconds * 1000 };

  let next: Next = { outcome: 'admitted', update: admit(wanted, deps.limits), reclaimed: [] };
  for (let writes = 0; writes < MAX_WRITES && deps.now() - now <= MAX_WAIT_MS; writes++) {
    const { written, user } = await updateUser(deps.table, id, next.update);
    if (user === undefined) return { refusal: 'user-not-found', id };
    const held = leaseOf(user, session);
    if (held !== undefined && (written || isOwnWrite(held, wanted))) {
      return { outcome: next.outcome, lease: view(deps, user, held, now), reclaimed: next.reclaimed };
    }
    const decision = decide(user, wanted, held, deps.limits, now);
    if (decision === 'deny') {
      return { refusal: 'stream-limit-reached', session, stream, ...streamsView(user, deps.limits, now) };
    }
    next = decision;
  }
  return { refusal: 'contended', id };
}

interface Next {
  readonly outcome: Started['outcome'];
  readonly update: StreamUpdate;
  readonly reclaimed: readonly string[];
}

/** What follows from the user whom a write was refused for. */
function decide(user: User, wanted: Lease, held: Lease | undefined, limits: Limits, now: number): Next | 'deny' {
  if (held !== undefined) {
    return {
      outcome: 'renewed',
      update: renew(wanted.session, now, wanted.expiresAt, wanted.stream),
      reclaimed: [],
    };
  }
  const expired = user.leases.filter((lease) => !isLive(lease, now));
  if (user.activeStreams - expired.length >= limitOf(limits, user.plan)) return 'deny';
  return {
    outcome: expired.length > 0 ? 'reclaimed' : 'admitted',
    update: admit(wanted, limits, expired),
    reclaimed: expired.map((lease) => lease.session),
  };
}

/** After a lost response the SDK sends a write again, which is then refused for the lease that it took itself. */
const isOwnWrite = (held: Lease, wanted: Lease): boolean =>
  held.startedAt === wanted.startedAt &&
  held.expiresAt === wanted.expiresAt &&
  held.stream === wanted.stream &&
  held.device === wanted.device;

export interface Renewal {
  readonly id: string;
  readonly session: string;
  /** Given when the player changed channel: the lease goes on with another stream. */
  readonly stream?: string | undefined;
}

/** Extends a lease. One write. Who was reclaimed, stopped or removed learns it here. */
export async function renewStream(
  deps: Deps,
  { id, session, stream }: Renewal,
): Promise<{ lease: LeaseView } | Refusal> {
  const now = deps.now();
  const { written, user } = await updateUser(
    deps.table,
    id,
    renew(session, now, now + deps.leaseSeconds * 1000, stream),
  );
  if (user === undefined) return { refusal: 'user-not-found', id };
  const held = leaseOf(user, session);
  return written && held !== undefined
    ? { lease: view(deps, user, held, now) }
    : { refusal: 'stream-ended', id, session };
}

/** Gives a slot back. One write. To stop what is not there is a success. */
export async function stopStream(deps: Deps, { id, session }: { id: string; session: string }) {
  const now = deps.now();
  const { written, user } = await updateUser(deps.table, id, stop(session, now));
  if (user === undefined) return { refusal: 'user-not-found', id } satisfies Refusal;
  const { limit, activeStreams, streams } = streamsView(user, deps.limits, now);
  return {
    stopped: written,
    view: { id, session, limit, activeStreams, watching: streams.map((each) => each.stream) },
  };
}

/** What a user watches now. One consistent read. */
export async function getStreams(deps: Deps, id: string) {
  const user = await readUser(deps.table, id);
  return user ? streamsView(user, deps.limits, deps.now()) : ({ refusal: 'user-not-found', id } satisfies Refusal);
}

/** Players are asked to renew a little early, each at another moment, so that those who started together spread out. */
function view(deps: Deps, user: User, lease: Lease, now: number): LeaseView {
  const renewAfter = Math.round(deps.renewSeconds * (1 - 0.2 * deps.random()) * 10) / 10;
  return leaseView(user, lease, renewAfter, deps.limits, now);
}
