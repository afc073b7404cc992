import type { Deps } from './deps.ts';
import { deleteItem, putItem } from './door.ts';
import { parseItem, type UserItem } from './item.ts';
import { subscriptionOf } from './plan-index.ts';
import { type Refusal, Unavailable } from './refusals.ts';
import { FENCE } from './stream-updates.ts';
import { readUser, untilDecided } from './table.ts';
import { type User, userView } from './user.ts';

export type UserView = ReturnType<typeof userView>;

export interface NewUser {
  /** Made by the service when it is missing. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly subscription: string;
}

/** Creates a user who watches nothing. One conditional write, so that a second one never resets the first. */
export async function createUser(
  deps: Pick<Deps, 'table' | 'now' | 'newId'>,
  { id = deps.newId(), name, subscription }: NewUser,
): Promise<UserView | Refusal> {
  const now = deps.now();
  const item: UserItem = {
    ...{ id, name, ...subscriptionOf(id, subscription) },
    ...{ createdAt: now, changedAt: now, activeStreams: 0, streams: {} },
  };
  const user = parseItem(item);
  const result = await putItem(deps.table, id, item, { ConditionExpression: 'attribute_not_exists(id)' });
  if (!result.written && !(result.attempts > 1 && isOwnWrite(result.item && parseItem(result.item), user))) {
    return { refusal: 'user-exists', id };
  }
  return userView(user, now);
}

/** After a lost response the SDK sends a write again, which is then refused for the item that it put itself. */
const isOwnWrite = (held: User | undefined, user: User): boolean =>
  held !== undefined &&
  held.createdAt === user.createdAt &&
  held.name === user.name &&
  held.subscription === user.subscription;

/** One consistent read. */
export async function getUser(deps: Deps, id: string) {
  const user = await readUser(deps.table, id);
  return user ? userView(user, deps.now()) : ({ refusal: 'user-not-found', id } satisfies Refusal);
}

/**
 * Removes a user and all their leases. A request that is sent again must succeed again: `existed` tells whether this one
 * changed anything. One write, which does nothing once it is late: it may not remove who was created since; nor may its second
 * attempt, after a lost response.
 */
export async function removeUser(
  deps: Pick<Deps, 'table' | 'now'>,
  id: string,
): Promise<{ existed: boolean } | Refusal> {
  return untilDecided(deps, id, async (moment) => {
    const result = await deleteItem(deps.table, id, {
      ConditionExpression: FENCE,
      ExpressionAttributeValues: { ':stamp': moment.stamp },
    });
    if (result.written || result.item === undefined) return { answer: { existed: result.item !== undefined } };
    const { createdAt, changedAt } = parseItem(result.item);
    const isNew = result.attempts > 1 && createdAt > moment.now;
    return isNew ? { answer: { existed: false } } : { changedAt };
  });
}

/**
 * Reads the table as a request would.
 * @returns how long that took, in milliseconds
 * @throws Unavailable, with the cause
 */
export async function probe(deps: Pick<Deps, 'table' | 'now'>): Promise<{ latencyMs: number }> {
  const start = deps.now();
  try {
    await readUser(deps.table, 'health');
  } catch (cause) {
    throw new Unavailable('The table cannot be read.', { cause });
  }
  return { latencyMs: deps.now() - start };
}
