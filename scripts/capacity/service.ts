/** What the plan takes from the service itself. */

/** Partitions of the index that share the users of one plan. */
export const SHARDS = 1;
