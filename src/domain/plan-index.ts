import { planOf } from './limits.ts';

/**
 * The index that lists the users of a plan: by the item's `listing`, which is the plan and a shard of the id, then by
 * id.
 */
export const PLAN_INDEX = 'listing';

/**
 * Each is a partition of its own, which takes a thousand writes a second: an evening may enrol a million of one plan.
 */
export const SHARDS = 16;

/** FNV-1a of the id: spread evenly, and the same for ever, as it is stored. */
export function shardOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % SHARDS;
}

export const listingKey = (plan: string, shard: number): string => `${shard}#${plan}`;

/** A subscription as a user's item holds it. */
export interface Subscription {
  readonly subscription: string;
  readonly plan: string;
  /** The key of the index of plans, which goes by the plan and the user's id. */
  readonly listing: string;
}

/** A subscription as the item of this user holds it. */
export function subscriptionOf(id: string, subscription: string): Subscription {
  const plan = planOf(subscription);
  return { subscription, plan, listing: listingKey(plan, shardOf(id)) };
}
