import type { Claim } from './claim.ts';
import { type Limits, limitsOfPlan } from './limits.ts';

/** What decides a request besides the user and the time. Made once a request. */
export interface Rules {
  readonly limits: Limits;
  /** How long a lease lasts without a renewal, in seconds: a session's first one, and all while the user is full. */
  readonly leaseSeconds: number;
  /** How often its player is asked to renew, in seconds. */
  readonly renewSeconds: number;
  /** The same for renewals of a user with a slot to spare. If both pairs are equal, there is one pace. */
  readonly spareLeaseSeconds: number;
  readonly spareRenewSeconds: number;
  /** Whether tokens name the plan, so that nobody else may change it. */
  readonly tokenNamesPlan: boolean;
  /** Whether a removal leaves a tombstone: off while an earlier release, which cannot read one, may still run. */
  readonly keepsTombstones: boolean;
  /** What to do when the user is full and `replace` is empty. */
  readonly whenFull: 'deny' | 'replace-oldest';
  /** How old a lease must be, in seconds, before `replace-oldest` may take its slot. */
  readonly protectSeconds: number;
}

/** The rules for a caller whose token says what the plan or the number is, whatever the item has. */
export function rulesUnder(rules: Rules, { subscription, limit }: Claim): Rules {
  const limits = subscription === undefined ? rules.limits : limitsOfPlan(rules.limits, subscription.plan);
  if (limits.ofToken === undefined || limit === undefined) return { ...rules, limits };
  return { ...rules, limits: { ...limits, ofToken: limit ?? undefined } };
}
