import type { Ended, Lease } from '../../src/domain/user.ts';
import { describe, iso, limitFor, live, type Outcome, type State, type User, userIn, watched } from './model-views.ts';
import { LEASE_MS, type Operation, PROTECT_MS, tookFrom } from './operations.ts';

/** How many of those whose slot was taken are remembered, and for how long once others follow. */
const MAX_ENDED = 3;
const ENDED_MS = 60 * 60 * 1000;

type Request = Operation & { kind: 'request' };

/** Every way in which a request for a stream may end: see `outcomes`. */
export function requests(before: State, operation: Request): Outcome[] {
  const { session, stream, device, now, limits, claim } = operation;
  const wanted: Lease = { session, stream, device, startedAt: now, expiresAt: now + LEASE_MS };
  const state = userIn(before);
  const told = toldBy(state ?? { subscription: '', leases: [] }, operation);
  const limit = limitFor(limits, told);
  if (before?.blockedUntil !== undefined && now < before.blockedUntil && state === undefined) {
    return [{ answer: `user-blocked until ${iso(before.blockedUntil)}`, state: before }];
  }
  if (state === undefined) {
    const block = before?.blockedUntil === undefined ? {} : { blockedUntil: before.blockedUntil };
    const enrolled: User = { ...told, subscription: claim ?? '', leases: [wanted], lastSeenAt: now, ...block };
    return limit > 0
      ? [{ answer: `enrolled ${granted(enrolled, wanted, limit, now)}`, state: enrolled }]
      : [{ answer: `denied | 0 of 0: `, state: before }];
  }
  const held = state.leases.find((lease) => lease.session === session);
  if (held && !endsOthers(state, operation)) {
    const ways = (what: string) => renewals(state, held, operation, limit, what);
    const repeats = describe(held) === describe(wanted) && held.startedAt === now;
    // A request that repeats another to the letter is taken for it: nothing more is written.
    const known = { answer: `admitted ${granted(state, held, limit, now)}`, state };
    const all = repeats ? [known, ...ways('admitted'), ...ways('renewed')] : ways('renewed');
    // A new state each, though it may be alike: where an attempt was lost, the same answer may have been an admission later on, after
    // somebody had ended the lease; so the checker must not take it for one that changes nothing and may come first.
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
  const denied = `denied | ${live(state, now).length} of ${limit}: ${live(state, now).map(describe)}`;
  if (operation.replace === 'others') {
    return [limit > 0 ? admitted(expired, live({ ...state, leases: others }, now)) : { answer: denied, state }];
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
function givingWay(state: User, { now, replace = [], whenFull }: Request, missing: number): Lease[] | undefined {
  const named = [replace].flat().flatMap((name) => live(state, now).find(({ session }) => session === name) ?? []);
  const old = live(state, now).filter(({ startedAt }) => now - startedAt >= PROTECT_MS);
  const willing = replace.length > 0 ? named : whenFull === 'replace-oldest' ? old : [];
  return willing.length >= missing ? willing.slice(0, missing) : undefined;
}

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
  const isOnePace = spareMs === LEASE_MS || mostOf(operation) <= 1;
  const lengths = isOnePace || state.leases.length >= limit ? [LEASE_MS] : [spareMs, LEASE_MS];
  return lengths.flatMap((length) => {
    // What was promised holds.
    const lease = { ...held, stream, device, expiresAt: Math.max(held.expiresAt, now + length) };
    const next = { ...withLease(told, lease), lastSeenAt: now };
    const answer = `${what} ${granted(next, lease, limit, now)}`;
    const changed = { answer, state: next };
    const isSame =
      lease.expiresAt === held.expiresAt &&
      stream === held.stream &&
      device === held.device &&
      told.subscription === state.subscription &&
      told.tokenLimit === state.tokenLimit;
    if (!isSame) return [changed];
    // It may have been written anew, to no other effect than that the user was seen.
    const again = kind === 'renew' && isOnePace && held.expiresAt === now + length;
    return again ? [changed, { answer, state }] : [{ answer, state }, changed];
  });
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
