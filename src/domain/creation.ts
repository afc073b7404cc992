import type { Deps } from './deps.ts';
import { type Moment, nextStamp } from './fence.ts';
import { foundIn, parseItem, type UserItem } from './item.ts';
import { subscriptionOf } from './plan-index.ts';
import type { Refusal } from './refusals.ts';
import type { Rules } from './rules.ts';
import type { Update, WriteResult } from './table.ts';
import type { User } from './user.ts';

export interface NewUser {
  /** The service makes one if it is missing. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly subscription: string;
  /** Overrides the limit of the plan. */
  readonly limit?: number | undefined;
}

/** How often a creation tries again if the tombstone changes meanwhile. */
const MAX_WRITES = 6;

/**
 * Creates a user without streams. One conditional write, so a second creation never resets the first. Two writes if a
 * former user left a tombstone; its block stays.
 */
export async function createUser(
  {
    table,
    rules,
    now: clock,
    newId,
    random,
  }: Pick<Deps, 'table' | 'now' | 'newId' | 'random'> & { readonly rules: Pick<Rules, 'passes'> },
  { id = newId(), name, subscription, limit }: NewUser,
): Promise<User | Refusal> {
  const now = clock();
  const item: UserItem = {
    id,
    name,
    ...subscriptionOf(id, subscription),
    createdAt: now,
    changedAt: now,
    activeStreams: 0,
    streams: {},
    ...(limit === undefined ? {} : { limit }),
    ...(rules.passes === undefined ? {} : { ending: {} }),
  };
  const user = parseItem(item);
  let result = await table.put(item, { ConditionExpression: 'attribute_not_exists(id)' });
  let stamp = now;
  for (let tries = 1; tries < MAX_WRITES; tries++) {
    if (result.written) return result.item === undefined ? user : parseItem(result.item);
    const found = foundIn(result.item);
    if (found.user !== undefined) {
      return isOwnWrite(result, found.user, user) ? user : { refusal: 'user-exists', id };
    }
    stamp = nextStamp(stamp, clock(), found.tombstone?.changedAt ?? 0, random);
    result = await table.update(id, replaceTombstone(item, { now, stamp }), 'ALL_NEW');
  }
  return { refusal: 'contended', id };
}

/**
 * After a lost response the SDK sends the write again. The second attempt is refused because of the item that the first
 * one put.
 */
const isOwnWrite = (result: WriteResult, held: User, user: User): boolean =>
  !result.written &&
  result.attempts > 1 &&
  held.createdAt === user.createdAt &&
  held.name === user.name &&
  held.subscription === user.subscription &&
  held.limit === user.limit;

/**
 * **create** over a tombstone. From: no user. To: a user without streams, whom the TTL no longer deletes. A block
 * stays, as do the recorded ends of passes.
 */
function replaceTombstone({ id: _, ...item }: UserItem, { stamp }: Moment): Update {
  const values = { ...item, changedAt: stamp };
  const names = Object.keys(values);
  const assigned = (name: string) => (name === 'ending' ? 'if_not_exists(#ending, :ending)' : `:${name}`);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = ${assigned(name)}`).join(', ')} REMOVE forgetAt`,
    ConditionExpression:
      'attribute_not_exists(createdAt) AND (attribute_not_exists(changedAt) OR changedAt < :changedAt)',
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
  };
}
