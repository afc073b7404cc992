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
  /** Given when another device continues the session. */
  readonly device?: string | undefined;
  readonly tags?: Tags | undefined;
  /** The sessions that may end for a change of tags; undefined for a renewal, which ends none. */
  readonly replace?: readonly string[] | undefined;
  /** No other session may have started since the item was seen: they would have to end. */
  readonly unchanged?: boolean | undefined;
  /** Given when the player starts again with a token that has claims about the user. */
  readonly claim?: Claim | undefined;
}
