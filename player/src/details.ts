/**
 * - `idle`: nothing was asked yet.
 * - `asking`: a start is under way.
 * - `playing`: a lease is held.
 * - `uncertain`: the last renewal got no good answer; the lease still lasts.
 * - `unreachable`: no good answer, and no lease that is known to last. `whenUnreachable` decides; it goes on asking.
 * - `denied`: the service said no to a start.
 * - `ended`: the service says that the lease is gone.
 * - `failed`: the service will never take this request: the developer has something to mend.
 * - `stopped`: given back.
 */
export type State =
  | 'idle'
  | 'asking'
  | 'playing'
  | 'uncertain'
  | 'unreachable'
  | 'denied'
  | 'ended'
  | 'failed'
  | 'stopped';

/** A session's right to a slot, as the service answers it. Times are ISO 8601, by the server's clock. */
export interface Lease {
  readonly id: string;
  readonly session: string;
  readonly stream: string;
  readonly startedAt: string;
  readonly expiresAt: string;
  /** In seconds. */
  readonly renewAfter: number;
  readonly activeStreams: number;
  readonly limit: number;
  readonly watching: readonly string[];
  /** The sessions that gave way to this one. */
  readonly replaced?: readonly string[];
  /** Lets its holder fetch the media for a while, where the service gives passes. Opaque. */
  readonly pass?: string;
}

/** A live stream on one of the user's devices. */
export interface LiveStream {
  readonly session: string;
  readonly stream: string;
  readonly device?: string;
  readonly startedAt: string;
  readonly expiresAt: string;
}

/** Why a start was denied, for the viewer. */
export type Denial =
  | {
      readonly reason: 'stream-limit-reached';
      readonly limit: number;
      readonly activeStreams: number;
      /** What is on: offer these, and give the `session` that the viewer picks to `takeOver`. */
      readonly streams: readonly LiveStream[];
      /** The policy that denies it; without it, the limit of streams does. `limit` is that of the policy. */
      readonly policy?: string;
      /** With a policy, the sessions of `streams` to offer: each helps, or all of them together do. */
      readonly sessions?: readonly string[];
    }
  /** The account was blocked for a while; `blockedUntil` is ISO 8601, by the server's clock. */
  | { readonly reason: 'user-blocked'; readonly blockedUntil?: string };

/** Why a lease is gone, for the viewer. */
export interface Ending {
  /** `unknown`: somebody stopped this session, or it was silent for long. */
  readonly reason: 'replaced' | 'expired' | 'revoked' | 'unknown';
  readonly endedAt?: string;
  /** The session that plays instead. */
  readonly by?: { readonly session: string; readonly device?: string; readonly stream: string };
}

/** Why it cannot work, for the developer. */
export interface Fault {
  /** The HTTP status. */
  readonly status: number;
  /** The service's own code, such as `forbidden`; `unauthorized` when a fresh token did not help. */
  readonly code: string;
  readonly message: string;
  /** The request's id in the service's log. */
  readonly requestId: string | undefined;
}

/**
 * Why the player gave the slot back by itself. `paused`: a long pause, or an element that was unloaded; `finished`: the
 * end; `stalled`: the picture should move and has not for long; `error`: the element cannot play it.
 */
export interface Release {
  readonly reason: 'paused' | 'finished' | 'stalled' | 'error';
}

export interface StateChange {
  readonly state: State;
  readonly previous: State;
  readonly mayPlay: boolean;
}
