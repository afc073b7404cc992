import type { Claim } from './claim.ts';
import { type Limits, limitsOfPlan } from './limits.ts';
import { isInShare, LIMIT_RULE, type Policy, policiesOfPlan } from './policies.ts';

/** Settings of passes: a pass is a signed token with which a client fetches media. */
export interface Passes {
  /** How long the first pass of a lease lasts, in seconds. */
  readonly youngSeconds: number;
}

/** The rules that decide a request, together with the user and the time. Made once per request. */
export interface Rules {
  readonly limits: Limits;
  /** How long a lease lasts without a renewal, in seconds: a session's first one, and all leases of a full user. */
  readonly leaseSeconds: number;
  /** How often its player should renew, in seconds. */
  readonly renewSeconds: number;
  /** The same two settings for a user with a free slot. If both pairs are equal, all leases have one length. */
  readonly spareLeaseSeconds: number;
  readonly spareRenewSeconds: number;
  /** Whether tokens name the plan, so that no request may change it. */
  readonly tokenNamesPlan: boolean;
  /** Whether a removal leaves a tombstone: off while an earlier release, which cannot read one, may still run. */
  readonly keepsTombstones: boolean;
  /** Rules beyond the limit. Each denies a share of users, and only counts what it would deny for the others. */
  readonly policies: readonly Policy[];
  /** What to do when the user is full and `replace` is empty. `admit`: admit the start, and count it. */
  readonly whenFull: 'deny' | 'replace-oldest' | 'admit';
  /** The percentage of users whom the limit denies although `whenFull` is `admit`. */
  readonly limitShare: number;
  /** How old a lease must be, in seconds, before `replace-oldest` may take its slot. */
  readonly protectSeconds: number;
  /** Undefined if passes are off. */
  readonly passes?: Passes | undefined;
}

/** The rules for a caller whose token names the plan or the number, which override the item's. */
export function rulesUnder(rules: Rules, { subscription, limit }: Claim): Rules {
  const limits = subscription === undefined ? rules.limits : limitsOfPlan(rules.limits, subscription.plan);
  const policies = subscription === undefined ? rules.policies : policiesOfPlan(rules.policies, subscription.plan);
  if (limits.ofToken === undefined || limit === undefined) return { ...rules, limits, policies };
  return { ...rules, limits: { ...limits, ofToken: limit ?? undefined }, policies };
}

/** Whether a start beyond this user's limit is admitted and counted. */
export const admitsOverLimit = ({ whenFull, limitShare }: Rules, id: string): boolean =>
  whenFull === 'admit' && !isInShare(limitShare, id, LIMIT_RULE);
