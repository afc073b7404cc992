import { limitOf, planOf } from '../../src/domain/limits.ts';
import type { Lease } from '../../src/domain/user.ts';
import { LEASE_MS, type Operation } from './operations.ts';

/** What the service should know of one user; undefined: there is none. */
export type State =
  | {
      readonly subscription: string;
      readonly lastSeenAt?: number;
      /** Oldest first. */
      readonly leases: readonly Lease[];
    }
  | undefined;

type User = NonNullable<State>;

/** One way in which an operation may end. */
export interface Outcome {
  readonly answer: string;
  readonly state: State;
}

/**
 * The model of the service: every way in which `operation`, done at one instant, may end. It has no tables, writes or
 * retries, only the rules. The first way is what happens when nothing else goes on. The others are right in a race: fewer
 * or more expired leases than needed give way, as they were seen a moment before; and a request that repeats another to
 * the letter may be called either the admission or a renewal of it.
 */
export function outcomes(state: State, operation: Operation): Outcome[] {
  const { now, limits } = operation;
  const same = (answer: string): Outcome[] => [{ answer, state }];
  if (operation.kind === 'create') {
    const created = { subscription: operation.subscription, leases: [] };
    return state ? same('user-exists') : [{ answer: `created ${status(created, now)}`, state: created }];
  }
  if (operation.kind === 'remove') return [{ answer: `removed ${state !== undefined}`, state: undefined }];
  if (state === undefined) return same('user-not-found');
  const limit = limitOf(limits, planOf(state.subscription));

  switch (operation.kind) {
    case 'request':
      return request(state, operation, limit);
    case 'renew': {
      const held = state.leases.find(({ session }) => session === operation.session);
      if (!held) return same('stream-ended');
      const lease = extended(held, operation.stream, now);
      const next = lease === held ? { ...state } : { ...replace(state, lease), lastSeenAt: now };
      return [{ answer: `renewed ${lease.stream} ${granted(next, lease, limit, now)}`, state: next }];
    }
    case 'stop': {
      const leases = state.leases.filter(({ session }) => session !== operation.session);
      if (leases.length === state.leases.length) return same('nothing to stop');
      const next = { ...state, leases, lastSeenAt: now };
      return [{ answer: `stopped | ${watched(next, limit, now)}`, state: next }];
    }
    case 'streams':
      return same(`${live(state, now).length} of ${limit}: ${live(state, now).map(describe)}`);
    case 'user':
      return same(`${state.subscription} ${status(state, now)}`);
  }
}

function request(state: User, operation: Operation & { kind: 'request' }, limit: number): Outcome[] {
  const { session, stream, device, now } = operation;
  const wanted: Lease = { session, stream, device, startedAt: now, expiresAt: now + LEASE_MS };
  const held = state.leases.find((lease) => lease.session === session);
  if (held) {
    const lease = extended(held, stream, now);
    const next = lease === held ? { ...state } : { ...replace(state, lease), lastSeenAt: now };
    const repeats = describe(held) === describe(wanted) && held.startedAt === now;
    const ways = repeats ? ['admitted', 'renewed'] : ['renewed'];
    return ways.map((way) => ({ answer: `${way} ${granted(next, lease, limit, now)}`, state: next }));
  }
  const admitted = (gone: readonly Lease[]): Outcome => {
    const leases = state.leases.filter((lease) => !gone.includes(lease));
    const next = { ...replace({ ...state, leases }, wanted), lastSeenAt: now };
    const [way, instead] =
      gone.length > 0 ? ['reclaimed', ` instead of ${gone.map((one) => one.session).sort()}`] : ['admitted', ''];
    return { answer: `${way}${instead} ${granted(next, wanted, limit, now)}`, state: next };
  };
  const expired = state.leases.filter((lease) => lease.expiresAt <= now);
  const ways = subsets(expired).filter((gone) => state.leases.length - gone.length < limit);
  if (state.leases.length >= limit) ways.reverse();
  return ways.length > 0
    ? ways.map(admitted)
    : [{ answer: `denied | ${live(state, now).length} of ${limit}: ${live(state, now).map(describe)}`, state }];
}

/** No renewal takes back what another has promised; one that finds nothing to do changes nothing. */
const extended = (held: Lease, stream: string | undefined, now: number): Lease => {
  const expiresAt = Math.max(held.expiresAt, now + LEASE_MS);
  const same = expiresAt === held.expiresAt && (stream === undefined || stream === held.stream);
  return same ? held : { ...held, stream: stream ?? held.stream, expiresAt };
};

const live = (state: User, now: number) => state.leases.filter((lease) => now < lease.expiresAt);

const replace = (state: User, lease: Lease): User => ({
  ...state,
  leases: [...state.leases.filter(({ session }) => session !== lease.session), lease].sort(
    (a, b) => a.startedAt - b.startedAt || (a.session < b.session ? -1 : 1),
  ),
});

const subsets = <T>([first, ...rest]: readonly T[]): T[][] =>
  first === undefined ? [[]] : subsets(rest).flatMap((subset) => [subset, [first, ...subset]]);

const iso = (time: number) => new Date(time).toISOString();

const describe = ({ session, stream, device, expiresAt }: Lease): string =>
  `${session}=${stream}${device === undefined ? '' : `@${device}`} until ${iso(expiresAt)}`;

const watched = (state: User, limit: number, now: number) =>
  `${live(state, now).length} of ${limit}: ${live(state, now).map(({ stream }) => stream)}`;

const granted = (state: User, lease: Lease, limit: number, now: number) =>
  `until ${iso(lease.expiresAt)} | ${watched(state, limit, now)}`;

function status(state: User, now: number): string {
  const watching = live(state, now).map(({ stream }) => stream);
  const seen = watching.length > 0 ? undefined : state.lastSeenAt;
  return JSON.stringify({
    Online: { Streams: { activeStreams: watching.length, watching } },
    offline: { lastOnline: seen === undefined ? null : iso(seen) },
  });
}
