import type { Claim } from './claim.ts';
import { type Limits, limitsOfPlan } from './limits.ts';
import { isInShare, LIMIT_RULE, type Policy, policiesOfPlan } from './policies.ts';

/** A lease brings a pass: a signed token by which its holder fetches the media. */
export interface Passes {
  /** How long the pass of a young lease lasts, in seconds. */
  readonly youngSeconds: number;
}

/** The rules that decide a request, besides the user and the time. Made once per request. */
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
  /** Rules beyond the limit. Each denies some users, and only counts what it would deny for the others. */
  readonly policies: readonly Policy[];
  /** What to do when the user is full and `replace` is empty. `admit`: count it, and let it through. */
  readonly whenFull: 'deny' | 'replace-oldest' | 'admit';
  /** For how many of a hundred users the limit denies, although `whenFull` is `admit`. */
  readonly limitShare: number;
  /** How old a lease must be, in seconds, before `replace-oldest` may take its slot. */
  readonly protectSeconds: number;
  /** Undefined: leases bring no passes. */
  readonly passes?: Passes | undefined;
}

/** The rules for a caller whose token says what the plan or the number is, whatever the item has. */
export function rulesUnder(rules: Rules, { subscription, limit }: Claim): Rules {
  const limits = subscription === undefined ? rules.limits : limitsOfPlan(rules.limits, subscription.plan);
  const policies = subscription === undefined ? rules.policies : policiesOfPlan(rules.policies, subscription.plan);
  if (limits.ofToken === undefined || limit === undefined) return { ...rules, limits, policies };
  return { ...rules, limits: { ...limits, ofToken: limit ?? undefined }, policies };
}

/** Whether a start beyond the limit of this user is counted and let through. */
export const admitsOverLimit = ({ whenFull, limitShare }: Rules, id: string): boolean =>
  whenFull === 'admit' && !isInShare(limitShare, id, LIMIT_RULE);
