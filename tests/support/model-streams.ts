import type { Ended, Lease } from '../../src/domain/user.ts';
import { deniedBy, expiredToGo, isKindFull, type Keeping, liveToGo, newFor, sameTags } from './model-policies.ts';
import {
  describe,
  iso,
  limitFor,
  live,
  type Outcome,
  planOf,
  type State,
  type User,
  userIn,
  watched,
} from './model-views.ts';
import { LEASE_MS, type Operation, PROTECT_MS, tookFrom } from './operations.ts';

/** How many of those whose slot was taken are remembered, and for how long once others follow. */
const MAX_ENDED = 3;
const ENDED_MS = 60 * 60 * 1000;

type Request = Operation & { kind: 'request' };

/** Every way in which a request for a stream may end: see `outcomes`. */
export function requests(before: State, operation: Request): Outcome[] {
  const { session, stream, device, now, limits, claim } = operation;
  const state = userIn(before);
  const tags = operation.tags ?? state?.leases.find((lease) => lease.session === session)?.tags;
  const wanted: Lease = { session, stream, device, startedAt: now, expiresAt: now + LEASE_MS, tags };
  const told = toldBy(state ?? { subscription: '', leases: [] }, operation);
  const limit = limitFor(limits, told);
  if (before?.blockedUntil !== undefined && now < before.blockedUntil && state === undefined) {
    return [{ answer: `user-blocked until ${iso(before.blockedUntil)}`, state: before }];
  }
  if (state === undefined) {
    const block = before?.blockedUntil === undefined ? {} : { blockedUntil: before.blockedUntil };
    const refused = deniedBy({ keeping: keepingOf(told, operation), limit, wanted, now }, []);
    if (limit > 0 && refused !== undefined) return [{ answer: `${refused} | `, state: before }];
    const enrolled: User = { ...told, subscription: claim ?? '', leases: [wanted], lastSeenAt: now, ...block };
    return limit > 0
      ? [{ answer: `enrolled ${granted(enrolled, wanted, limit, now)}`, state: enrolled }]
      : [{ answer: `denied | 0 of 0: `, state: before }];
  }
  const held = state.leases.find((lease) => lease.session === session);
  if (held && !endsOthers(state, operation)) {
    const ways = (what: string) => renewals(state, held, operation, limit, what);
    const isAlike = describe(held) === describe(wanted) && sameTags(held.tags, operation.tags);
    const repeats = isAlike && held.startedAt === now;
    // A request that repeats another to the letter is taken for it: nothing more is written.
    const known = { answer: `admitted ${granted(state, held, limit, now)}`, state };
    const all = repeats ? [known, ...ways('admitted'), ...ways('renewed')] : ways('renewed');
    // A new state each, though it may be alike: where an attempt was lost, the same answer may have been an admission
    // later on, after somebody had ended the lease; so the checker must not take it for one that changes nothing and
    // may come first.
    return all.map(({ answer, state: after }) => ({ answer, state: after && { ...after } }));
  }
  if (state.blockedUntil !== undefined && now < state.blockedUntil) {
    return [{ answer: `user-blocked until ${iso(state.blockedUntil)}`, state }];
  }
  const admitted = (expired: readonly Lease[], replaced: readonly Lease[]): Outcome => {
    const gone = [...expired, ...replaced];
    const leases = state.leases.filter((lease) => !gone.includes(lease));
    const lease = held ? goingOn(held, wanted) : wanted;
    const ended =
      isKnown(state, session) || held || gone.length > 0 ? { ended: remember(state, wanted, expired, replaced) } : {};
    const revoked = state.revoked && { revoked: state.revoked.filter((each) => each !== session) };
    const next = { ...withLease({ ...told, leases }, lease), ...ended, ...revoked, lastSeenAt: now };
    const way = replaced.length > 0 ? 'replaced' : expired.length > 0 ? 'reclaimed' : 'admitted';
    const took = tookFrom(expired.map(sessionOf), replaced.map(sessionOf));
    return { answer: `${way}${took} ${granted(next, lease, limit, now)}`, state: next };
  };
  const others = state.leases.filter((lease) => lease !== held);
  const expired = others.filter((lease) => lease.expiresAt <= now);
  const need = { keeping: keepingOf(told, operation), limit, wanted, now };
  const liveOthers = live({ ...state, leases: others }, now);
  const refusal = deniedBy(need, liveOthers);
  const denied =
    refusal === undefined
      ? `denied | ${live(state, now).length} of ${limit}: ${live(state, now).map(describe)}`
      : `${refusal} | ${live(state, now).map(describe)}`;
  if (operation.replace === 'others') {
    const isFree = limit > 0 && deniedBy(need, []) === undefined;
    return [isFree ? admitted(expired, liveOthers) : { answer: denied, state }];
  }
  // Where a policy counts the lease, the whole item is the one that was seen: no more and no fewer give way.
  if (isCounted(need.keeping, wanted)) {
    const gone = expiredToGo(need, state.leases);
    const left = state.leases.filter((lease) => !gone.includes(lease));
    const replaced = liveToGo(need, left, willingOf(state, operation));
    return [replaced ? admitted(gone, replaced) : { answer: denied, state }];
  }
  const ways = subsets(expired).filter((gone) => state.leases.length - gone.length < limit);
  if (state.leases.length >= limit) ways.reverse();
  if (ways.length > 0) return ways.map((gone) => admitted(gone, []));
  const replaced = givingWay(state, operation, state.leases.length - expired.length - limit + 1);
  return [replaced ? admitted(expired, replaced) : { answer: denied, state }];
}

/** The user, as the caller's token says they are. */
function toldBy(state: User, { claim, tokenLimit }: Operation & { kind: 'request' }): User {
  const { tokenLimit: before, ...rest } = state;
  const number = tokenLimit === undefined ? before : (tokenLimit ?? undefined);
  return {
    ...rest,
    ...(claim === undefined ? {} : { subscription: claim }),
    ...(number === undefined ? {} : { tokenLimit: number }),
  };
}

/** A start that ends all others has something to do, though its session holds a lease. */
const endsOthers = (state: User, { replace, session, now }: Request): boolean =>
  replace === 'others' && live(state, now).some((lease) => lease.session !== session);

const goingOn = (held: Lease, wanted: Lease): Lease => ({
  ...wanted,
  device: wanted.device ?? held.device,
  startedAt: held.startedAt,
  expiresAt: Math.max(held.expiresAt, wanted.expiresAt),
});

/** Whose live leases make room for as many as are missing, if they do. */
function givingWay(state: User, operation: Request, missing: number): Lease[] | undefined {
  const willing = willingOf(state, operation);
  return willing.length >= missing ? willing.slice(0, missing) : undefined;
}

/** The live leases that may give way, in this order. */
function willingOf(
  state: User,
  { now, replace = [], whenFull }: Pick<Request, 'now' | 'replace' | 'whenFull'>,
): Lease[] {
  const named = [replace].flat().flatMap((name) => live(state, now).find(({ session }) => session === name) ?? []);
  const old = live(state, now).filter(({ startedAt }) => now - startedAt >= PROTECT_MS);
  return replace.length > 0 ? named : whenFull === 'replace-oldest' ? old : [];
}

const keepingOf = ({ subscription }: Pick<User, 'subscription'>, { policies = [] }: Operation): Keeping => ({
  policies,
  plan: planOf(subscription),
});

const isCounted = (keeping: Keeping, lease: Lease): boolean =>
  newFor(keeping, { ...lease, stream: '', tags: {} }, lease).policies.length > 0;

const isKnown = ({ ended = [], revoked = [] }: User, session: string): boolean =>
  ended.some((entry) => entry.session === session) || revoked.includes(session);

function remember({ ended = [] }: User, by: Lease, expired: readonly Lease[], replaced: readonly Lease[]): Ended[] {
  const at = by.startedAt;
  const end = (reason: Ended['reason']) => (lease: Lease) => ({ session: lease.session, reason, at, by });
  const gone = [...replaced.map(end('replaced')), ...expired.map(end('expired'))];
  const latestFirst = ended.toSorted((a, b) => b.at - a.at || (a.session < b.session ? -1 : 1));
  const before = latestFirst.filter(({ session, at: then }) => {
    return session !== by.session && !gone.some((each) => each.session === session) && at - then < ENDED_MS;
  });
  return [...gone, ...before].slice(0, MAX_ENDED);
}

/** Every way in which the lease that is held may be renewed. */
export function renewals(
  state: User,
  held: Lease,
  operation: Operation & { kind: 'request' | 'renew' },
  limit: number,
  what: string,
): Outcome[] {
  const { kind, now, stream = held.stream, spareMs = LEASE_MS } = operation;
  const told = operation.kind === 'request' ? toldBy(state, operation) : state;
  const device = (operation.kind === 'request' ? operation.device : undefined) ?? held.device;
  const tags = operation.tags ?? held.tags;
  const isOnePace = spareMs === LEASE_MS || mostOf(operation) <= 1;
  const wanted = { ...held, stream, device, tags, startedAt: now };
  const room = retagging(told, held, wanted, operation);
  if ('denied' in room) return [{ answer: room.denied, state }];
  const { gone, expired, replaced } = room;
  // A renewal is not told whose leases gave way to its tags.
  const took = kind === 'request' ? tookFrom(expired.map(sessionOf), replaced.map(sessionOf)) : '';
  const left = state.leases.filter((lease) => !gone.includes(lease)).map((lease) => (lease === held ? wanted : lease));
  const isFull = left.length >= limit || isKindFull(keepingOf(told, operation), left, wanted);
  const lengths = isOnePace || isFull ? [LEASE_MS] : [spareMs, LEASE_MS];
  return lengths.flatMap((length) => {
    // What was promised holds.
    const lease = { ...held, stream, device, tags, expiresAt: Math.max(held.expiresAt, now + length) };
    const leases = told.leases.filter((other) => !gone.includes(other));
    const ended = gone.length > 0 ? { ended: remember(state, wanted, expired, replaced) } : {};
    const next = { ...withLease({ ...told, leases }, lease), ...ended, lastSeenAt: now };
    const answer = `${what}${took} ${granted(next, lease, limit, now)}`;
    const changed = { answer, state: next };
    const isSame =
      lease.expiresAt === held.expiresAt &&
      stream === held.stream &&
      device === held.device &&
      sameTags(tags, held.tags) &&
      told.subscription === state.subscription &&
      told.tokenLimit === state.tokenLimit;
    if (!isSame) return [changed];
    // It may have been written anew, to no other effect than that the user was seen.
    const again = kind === 'renew' && isOnePace && held.expiresAt === now + length;
    return again ? [changed, { answer, state }] : [{ answer, state }, changed];
  });
}

/**
 * Whether a lease may get another stream or other tags, and which leases give way to that. A renewal ends no live one.
 */
function retagging(told: User, held: Lease, wanted: Lease, operation: Operation & { kind: 'request' | 'renew' }) {
  const { now } = operation;
  const others = told.leases.filter((lease) => lease !== held);
  const keeping = newFor(keepingOf(told, operation), held, wanted);
  const need = { keeping, limit: Number.POSITIVE_INFINITY, wanted, now };
  const expired = expiredToGo(need, others);
  const willing = operation.kind === 'request' ? willingOf({ ...told, leases: others }, operation) : [];
  const replaced = liveToGo(
    need,
    others.filter((lease) => !expired.includes(lease)),
    willing,
  );
  const liveOthers = live({ ...told, leases: others }, now);
  if (replaced === undefined) {
    return { denied: `${deniedBy(need, liveOthers)} | ${live(told, now).map(describe)}` };
  }
  return { gone: [...expired, ...replaced], expired, replaced };
}

/** The most that any user may hold who could send this, own limits aside. */
function mostOf({ limits, ...operation }: Operation & { kind: 'request' | 'renew' }): number {
  const { byPlan, standard, ofToken } = limits;
  if (ofToken === 'stored' && !('tokenLimit' in operation && operation.tokenLimit === null)) return MANY;
  if (!('claim' in operation) || operation.claim === undefined) return Math.max(standard, ...byPlan.values());
  return limitFor({ standard, byPlan }, { subscription: operation.claim });
}

/** A token may give any number. */
const MANY = 20;

const withLease = (state: User, lease: Lease): User => ({
  ...state,
  leases: [...state.leases.filter(({ session }) => session !== lease.session), lease].sort(
    (a, b) => a.startedAt - b.startedAt || (a.session < b.session ? -1 : 1),
  ),
});

const subsets = <T>([first, ...rest]: readonly T[]): T[][] =>
  first === undefined ? [[]] : subsets(rest).flatMap((subset) => [subset, [first, ...subset]]);

const sessionOf = ({ session }: Lease) => session;

const granted = (state: User, lease: Lease, limit: number, now: number) =>
  `until ${iso(lease.expiresAt)} | ${watched(state, limit, now)}`;
