import type { Table } from './door.ts';
import type { Limits } from './limits.ts';

/** Everything that a decision depends on besides its input; passed in, so that tests need no sleeping. */
export interface Deps {
  readonly table: Table;
  readonly limits: Limits;
  /** How long a lease lasts if it is not renewed, in seconds: a session's first one, and all while the user is full. */
  readonly leaseSeconds: number;
  /** How often its player is asked to renew, in seconds. */
  readonly renewSeconds: number;
  /** The same for renewals with a slot to spare; equal to the ones above, there is one pace. */
  readonly spareLeaseSeconds: number;
  readonly spareRenewSeconds: number;
  /** What a start becomes that finds all slots in use, and names nobody to give way. */
  readonly whenFull: 'deny' | 'replace-oldest';
  /** How old a lease must be, in seconds, before `replace-oldest` may take its slot. */
  readonly protectSeconds: number;
  /** The server's clock, in epoch milliseconds. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
}
