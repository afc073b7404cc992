import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Table } from './deps.ts';
import { parseItem } from './item.ts';
import type { StreamUpdate } from './stream-updates.ts';
import type { User } from './user.ts';

/** One strongly consistent read. */
export async function readUser(table: Table, id: string): Promise<User | undefined> {
  const { Item } = await table.client.send(
    new GetCommand({ TableName: table.name, Key: { id }, ConsistentRead: true }),
    table,
  );
  return Item && parseItem(Item);
}

/** The user after the write or, where the condition was refused, the user that it was refused for (none: not found). */
export type Written =
  | { readonly written: true; readonly user: User }
  | { readonly written: false; readonly user: User | undefined };

/** One conditional write; the reason of a refusal comes with it, so that no read follows. */
export async function updateUser(table: Table, id: string, update: StreamUpdate): Promise<Written> {
  try {
    const { Attributes } = await table.client.send(
      new UpdateCommand({
        TableName: table.name,
        Key: { id },
        ...update,
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      table,
    );
    return { written: true, user: parseItem(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // The item arrives marshalled even through the document client. None arrives if there is no such user, and from
    // engines that never send it (dynalite): one read tells the two apart.
    const user = error.Item ? parseItem(unmarshall(error.Item)) : await readUser(table, id);
    return { written: false, user };
  }
}
