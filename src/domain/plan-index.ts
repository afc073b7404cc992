import { planOf } from './limits.ts';

/**
 * The index that lists the users of a plan. Its key is the item's `listing` (the plan and a shard of the id), then the
 * id.
 */
export const PLAN_INDEX = 'listing';

/**
 * Each shard is a partition, which takes a thousand writes a second. A million users of one plan may enrol in one
 * evening.
 */
export const SHARDS = 16;

/** FNV-1a of the id: evenly spread, and never to be changed, as items store it. */
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
  /** The key of the index of plans: the plan, and a shard of the user's id. */
  readonly listing: string;
}

/** The subscription, plan and index key of a user. */
export function subscriptionOf(id: string, subscription: string): Subscription {
  const plan = planOf(subscription);
  return { subscription, plan, listing: listingKey(plan, shardOf(id)) };
}
