import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Deps } from './deps.ts';
import { parseItem, type UserItem } from './item.ts';
import { subscriptionOf } from './plan-index.ts';
import { type Refusal, Unavailable } from './refusals.ts';
import { FENCE } from './stream-updates.ts';
import { readUser, refused, untilDecided } from './table.ts';
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
  try {
    await deps.table.client.send(
      new PutCommand({
        TableName: deps.table.name,
        Item: item,
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      deps.table,
    );
  } catch (error) {
    const { attempts, user: held } = await refused(deps.table, id, error);
    if (attempts === 1 || !isOwnWrite(held, user)) return { refusal: 'user-exists', id };
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
 * changed anything. One write, which does nothing once it is late: it may not remove who was created since.
 */
export async function removeUser(
  deps: Pick<Deps, 'table' | 'now'>,
  id: string,
): Promise<{ existed: boolean } | Refusal> {
  return untilDecided(deps, id, async (moment) => {
    try {
      const { Attributes } = await deps.table.client.send(
        new DeleteCommand({
          TableName: deps.table.name,
          Key: { id },
          ConditionExpression: FENCE,
          ExpressionAttributeValues: { ':stamp': moment.stamp },
          ReturnValues: 'ALL_OLD',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
        deps.table,
      );
      return { answer: { existed: Attributes !== undefined } };
    } catch (error) {
      const { user } = await refused(deps.table, id, error);
      return user === undefined ? { answer: { existed: false } } : { changedAt: user.changedAt };
    }
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
