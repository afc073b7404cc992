import type { Claim } from './claim.ts';
import type { Lease, Tags } from './user.ts';

/** A request for a stream, as the decision needs it. */
export interface Start {
  readonly id: string;
  readonly wanted: Lease;
  readonly replace: readonly string[] | 'others';
  readonly claim: Claim;
}

/** A request about a lease that the session holds. */
export interface Extension {
  readonly id: string;
  readonly session: string;
  readonly stream?: string | undefined;
  /** Given when another device goes on with the session. */
  readonly device?: string | undefined;
  readonly tags?: Tags | undefined;
  /** The sessions that may give way to a change of tags; undefined: none, as it is a renewal. */
  readonly replace?: readonly string[] | undefined;
  /** Given when the player started again with a token that says something of the user. */
  readonly claim?: Claim | undefined;
}
