import type { Ended, Lease } from '../../src/domain/user.ts';

/** What the service should know of one user; undefined: there is none. */
export type State =
  | {
      readonly subscription: string;
      readonly lastSeenAt?: number;
      /** Oldest first. */
      readonly leases: readonly Lease[];
      /** Those whose slot somebody else has taken, latest first. */
      readonly ended?: readonly Ended[];
      readonly revokedAt?: number;
      readonly blockedUntil?: number;
    }
  | undefined;

export type User = NonNullable<State>;

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
