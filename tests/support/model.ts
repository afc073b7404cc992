import { renewals, requests } from './model-streams.ts';
import {
  describe,
  iso,
  limitFor,
  live,
  type Outcome,
  type State,
  status,
  type User,
  userIn,
  watched,
} from './model-views.ts';
import { describeTaker, type Operation } from './operations.ts';

export type { Outcome, State } from './model-views.ts';

/** For so long a session that holds no lease is told that it was revoked. */
const REVOKED_MS = 24 * 60 * 60 * 1000;

/**
 * The model of the service: every way in which `operation`, done at one instant, may end. It has no tables, writes,
 * stamps or retries, only the rules. The first way is what happens when nothing else goes on. The others are right in a
 * race: fewer or more expired leases than needed give way, as they were seen a moment before; a renewal is as short as
 * for a user who is full, as they were a moment before; and a request that repeats another to the letter may be called
 * either the admission or a renewal of it.
 */
export function outcomes(state: State, operation: Operation): Outcome[] {
  const ways = outcomesByLeases(state, operation);
  // Which passes are out is no part of the model: who may be refused for them is refused without a change.
  const isCounted = operation.youngMs !== undefined && (operation.kind === 'request' || operation.kind === 'renew');
  return isCounted ? [...ways, { answer: 'too-many-starts', state }] : ways;
}

function outcomesByLeases(state: State, operation: Operation): Outcome[] {
  const { now, limits } = operation;
  const same = (answer: string): Outcome[] => [{ answer, state }];
  const user = userIn(state);
  if (operation.kind === 'create') {
    const { subscription, limit } = operation;
    const created = { subscription, leases: [], ...(limit === undefined ? {} : { limit }), ...blockOf(state) };
    return user ? same('user-exists') : [{ answer: `created ${status(created, now)}`, state: created }];
  }
  if (operation.kind === 'remove') {
    return [{ answer: `removed ${user !== undefined}`, state: user ? removed(user, now) : state }];
  }
  if (operation.kind === 'request' && (user !== undefined || operation.claim !== undefined)) {
    return requests(state, operation);
  }
  if (user === undefined) return operation.kind === 'revoke' ? [blocked(state, operation)] : same('user-not-found');
  const limit = limitFor(limits, user);

  switch (operation.kind) {
    case 'request':
      throw new Error('It was answered above.');
    case 'update':
      return [updated(user, operation)];
    case 'renew': {
      const held = user.leases.find(({ session }) => session === operation.session);
      return held
        ? renewals(user, held, operation, limit, `renewed ${operation.stream ?? held.stream}`)
        : same(`stream-ended${reasonOf(user, operation.session, now)}`);
    }
    case 'stop': {
      const leases = user.leases.filter(({ session }) => session !== operation.session);
      if (leases.length === user.leases.length) return same('nothing to stop');
      const next = { ...user, leases, lastSeenAt: now };
      return [{ answer: `stopped | ${watched(next, limit, now)}`, state: next }];
    }
    case 'revoke':
      return [revoked(user, operation)];
    case 'streams':
      return same(`${live(user, now).length} of ${limit}: ${live(user, now).map(describe)}`);
    case 'user':
      return same(`${user.subscription} ${status(user, now)}`);
  }
}

function revoked(state: User, { now, blockMs }: Operation & { kind: 'revoke' }): Outcome {
  const { blockedUntil: before, ...rest } = state;
  const blockedUntil = blockMs === undefined ? before : blockMs === 0 ? undefined : now + blockMs;
  const until = blockedUntil !== undefined && now < blockedUntil ? iso(blockedUntil) : undefined;
  return {
    answer: `revoked, blocked until ${until} | ${live(state, now).map(({ session }) => session)}`,
    state: {
      ...rest,
      leases: [],
      revokedAt: now,
      revoked: state.leases.map(({ session }) => session),
      ...(blockedUntil === undefined ? {} : { blockedUntil }),
    },
  };
}

const blockOf = (state: State) => (state?.blockedUntil === undefined ? {} : { blockedUntil: state.blockedUntil });

/** A block that lies ahead outlasts its user. */
const removed = ({ blockedUntil }: User, now: number): State =>
  blockedUntil !== undefined && now < blockedUntil ? { absent: true, blockedUntil } : undefined;

/** A block of somebody who is not there. */
function blocked(state: State, { now, blockMs }: Operation & { kind: 'revoke' }): Outcome {
  if (blockMs === undefined || (blockMs === 0 && state === undefined)) return { answer: 'user-not-found', state };
  if (blockMs === 0) return { answer: 'revoked, blocked until undefined | ', state: undefined };
  const blockedUntil = now + blockMs;
  return { answer: `revoked, blocked until ${iso(blockedUntil)} | `, state: { absent: true, blockedUntil } };
}

function updated(state: User, { subscription, limit }: Operation & { kind: 'update' }): Outcome {
  const { limit: before, ...rest } = state;
  const next = limit === undefined ? before : (limit ?? undefined);
  const user = { ...rest, ...(subscription && { subscription }), ...(next === undefined ? {} : { limit: next }) };
  return { answer: `updated ${user.subscription} ${next}`, state: user };
}

/** Why a session holds no lease, as far as that is known. */
function reasonOf({ ended = [], revokedAt, revoked = [] }: User, session: string, now: number): string {
  const end = ended.find((each) => each.session === session);
  if (end !== undefined) return `: ${end.reason} ${iso(end.at)}${describeTaker(end.by)}`;
  return revokedAt !== undefined && now - revokedAt < REVOKED_MS && revoked.includes(session)
    ? `: revoked ${iso(revokedAt)}`
    : '';
}
