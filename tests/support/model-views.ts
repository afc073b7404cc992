import type { Limits } from '../../src/domain/limits.ts';
import type { Ended, Lease } from '../../src/domain/user.ts';

/** Somebody who is not there, but will be kept out if they come. */
export interface Absent {
  readonly absent: true;
  readonly blockedUntil: number;
  readonly leases?: undefined;
}

/** What the service should know of one user; undefined: there is none. */
export type State =
  | Absent
  | {
      readonly absent?: undefined;
      readonly subscription: string;
      /** Overrides the plan's. */
      readonly limit?: number;
      /** What the token of the last start gave. */
      readonly tokenLimit?: number;
      readonly lastSeenAt?: number;
      /** Oldest first. */
      readonly leases: readonly Lease[];
      /** Those whose slot somebody else has taken, latest first. */
      readonly ended?: readonly Ended[];
      readonly revokedAt?: number;
      /** Whose leases that ended. */
      readonly revoked?: readonly string[];
      readonly blockedUntil?: number;
    }
  | undefined;

export type User = Exclude<State, Absent | undefined>;

export const userIn = (state: State): User | undefined => (state?.absent ? undefined : state);

/** As the documentation says it; the service has its own. */
export const planOf = (subscription: string): string => subscription.trim().toLowerCase();

/** The user's own limit, else the token's number, else the plan's. */
export function limitFor(
  { byPlan, standard, ofToken }: Limits,
  { subscription, limit, tokenLimit }: Pick<User, 'subscription' | 'limit' | 'tokenLimit'>,
): number {
  const number = ofToken === 'stored' ? tokenLimit : undefined;
  return limit ?? number ?? byPlan.get(planOf(subscription)) ?? standard;
}

/** One way in which an operation may end. */
export interface Outcome {
  readonly answer: string;
  readonly state: State;
}

export const live = (state: User, now: number) => state.leases.filter((lease) => now < lease.expiresAt);

export const iso = (time: number) => new Date(time).toISOString();

export const describe = ({ session, stream, device, expiresAt }: Lease): string =>
  `${session}=${stream}${device === undefined ? '' : `@${device}`} until ${iso(expiresAt)}`;

export const watched = (state: User, limit: number, now: number) =>
  `${live(state, now).length} of ${limit}: ${live(state, now).map(({ stream }) => stream)}`;

export function status(state: User, now: number): string {
  const watching = live(state, now).map(({ stream }) => stream);
  const seen = watching.length > 0 ? undefined : state.lastSeenAt;
  return JSON.stringify({
    Online: { Streams: { activeStreams: watching.length, watching } },
    offline: { lastOnline: seen === undefined ? null : iso(seen) },
  });
}
