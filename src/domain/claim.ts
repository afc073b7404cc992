import type { Subscription } from './plan-index.ts';
import type { User } from './user.ts';

/**
 * The subscription and limit in the caller's token. A start writes them to the item, because renewals use the item.
 * Both are undefined if the token does not count, such as an operator's.
 */
export interface Claim {
  readonly subscription?: Subscription | undefined;
  /** How many streams the user may watch; null if the token has no number. */
  readonly limit?: number | null | undefined;
}

/** The part of a write that copies the claim into the item; empty without a claim. */
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

/** Whether the item already has what the token says. */
export const isInStep = (user: User, { subscription, limit }: Claim): boolean =>
  (subscription === undefined ||
    (subscription.subscription === user.subscription && subscription.listing === user.listing)) &&
  (limit === undefined || limit === (user.tokenLimit ?? null));
