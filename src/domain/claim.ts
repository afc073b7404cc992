import type { Subscription } from './plan-index.ts';
import type { User } from './user.ts';

/**
 * What the caller's token says of the user. A start writes it to the item, so that renewals, which carry no such claim,
 * go by it. All is undefined for a caller whose token does not count, such as an operator's.
 */
export interface Claim {
  readonly subscription?: Subscription | undefined;
  /** How many streams the user may watch; null: the token names no number. */
  readonly limit?: number | null | undefined;
}

/** The part of a write that keeps the item in step with a claim; empty without one. */
export function claimChange({ subscription, limit }: Claim) {
  const numbered = typeof limit === 'number';
  return {
    set: [
      ...(subscription === undefined
        ? []
        : ['subscription = :subscription', '#plan = :claimedPlan', 'listing = :listing']),
      ...(numbered ? ['tokenLimit = :tokenLimit'] : []),
    ],
    remove: limit === null ? ['tokenLimit'] : [],
    names: subscription === undefined ? {} : { '#plan': 'plan' },
    values: {
      ...(subscription === undefined
        ? {}
        : {
            ':subscription': subscription.subscription,
            ':claimedPlan': subscription.plan,
            ':listing': subscription.listing,
          }),
      ...(numbered ? { ':tokenLimit': limit } : {}),
    },
  };
}

/** Whether the item says what the token says. */
export const isInStep = (user: User, { subscription, limit }: Claim): boolean =>
  (subscription === undefined ||
    (subscription.subscription === user.subscription && subscription.listing === user.listing)) &&
  (limit === undefined || limit === (user.tokenLimit ?? null));
