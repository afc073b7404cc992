import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Deps, Table } from './deps.ts';
import { parseItem, type UserItem } from './item.ts';
import { planOf } from './limits.ts';
import { type Refusal, Unavailable } from './refusals.ts';
import { readUser } from './table.ts';
import { type User, userView } from './user.ts';

export type UserView = ReturnType<typeof userView>;

export interface NewUser {
  /** Made by the service when it is missing. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly subscription: string;
}

/** Creates a user who watches nothing. One conditional write, so that a second one never resets the first. */
export async function createUser(deps: Deps, { id = deps.newId(), name, subscription }: NewUser) {
  const now = deps.now();
  const plan = planOf(subscription);
  const item: UserItem = { id, name, subscription, plan, createdAt: now, activeStreams: 0, streams: {} };
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
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    if (!(await isOwnWrite(deps.table, error, user))) return { refusal: 'user-exists', id } satisfies Refusal;
  }
  return userView(user, now);
}

/** After a lost response the SDK sends a write again (`attempts` > 1), which is then refused for the item that it put itself. */
async function isOwnWrite(table: Table, refusal: ConditionalCheckFailedException, user: User): Promise<boolean> {
  if ((refusal.$metadata.attempts ?? 1) === 1) return false;
  const held = refusal.Item ? parseItem(unmarshall(refusal.Item)) : await readUser(table, user.id);
  return (
    held !== undefined &&
    held.createdAt === user.createdAt &&
    held.name === user.name &&
    held.subscription === user.subscription
  );
}

/** One consistent read. */
export async function getUser(deps: Deps, id: string) {
  const user = await readUser(deps.table, id);
  return user ? userView(user, deps.now()) : ({ refusal: 'user-not-found', id } satisfies Refusal);
}

/**
 * Removes a user and all their leases. Unconditional, as a request that is sent again must succeed again: `existed` tells
 * whether this one changed anything.
 */
export async function removeUser(deps: Deps, id: string): Promise<{ existed: boolean }> {
  const { Attributes } = await deps.table.client.send(
    new DeleteCommand({ TableName: deps.table.name, Key: { id }, ReturnValues: 'ALL_OLD' }),
    deps.table,
  );
  return { existed: Attributes !== undefined };
}

/**
 * Reads the table as a request would.
 * @returns how long that took, in milliseconds
 * @throws Unavailable, with the cause
 */
export async function probe(deps: Deps): Promise<{ latencyMs: number }> {
  const start = deps.now();
  try {
    await readUser(deps.table, 'health');
  } catch (cause) {
    throw new Unavailable('The table cannot be read.', { cause });
  }
  return { latencyMs: deps.now() - start };
}
