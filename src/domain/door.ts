import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

// The door: nothing else in the domain talks to DynamoDB. What it takes and gives are JavaScript's own values. It calls the plain
// client: the document client has the chain of its steps resolved for each call, and goes through all values twice
// (docs/performance.md).

export interface Table {
  readonly name: string;
  readonly client: Pick<DynamoDBClient, 'send'>;
  /** Ends the calls of one request when its time is up. */
  readonly abortSignal?: AbortSignal;
}

/** The state in which a write may be done. Names and values are those that its expressions refer to. */
export interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** One transition of an item: what changes, and the state in which it may. */
export interface Update extends Condition {
  readonly UpdateExpression: string;
  /** Believes a refusal that brings no item: there is none. For where the next write makes it, and is refused if there is one. */
  readonly believesAbsence?: boolean;
}

/** An item or a key as it is stored; nobody has checked it yet. */
export type Stored = Readonly<Record<string, unknown>>;

/** What became of a conditional write. Refused, it brings the item that it was refused for; undefined: there is none. */
export type Result =
  | { readonly written: true; readonly item: Stored | undefined }
  | { readonly written: false; readonly item: Stored | undefined; readonly attempts: number };

/** One strongly consistent read. */
export async function getItem(table: Table, id: string): Promise<Stored | undefined> {
  const command = new GetItemCommand({ TableName: table.name, Key: keyOf(id), ConsistentRead: true });
  const { Item } = await table.client.send(command, options(table));
  return Item && unmarshall(Item);
}

/** @param returned the item after the write, or before it */
export const updateItem = (table: Table, id: string, update: Update, returned: 'ALL_NEW' | 'ALL_OLD') =>
  result(
    table,
    id,
    () =>
      table.client.send(
        new UpdateItemCommand({
          ...{ TableName: table.name, Key: keyOf(id), ...expressions(update), ReturnValues: returned },
          UpdateExpression: update.UpdateExpression,
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
        options(table),
      ),
    update.believesAbsence,
  );

export const putItem = (table: Table, id: string, item: Stored, condition: Condition) =>
  result(table, id, () =>
    table.client.send(
      new PutItemCommand({
        ...{ TableName: table.name, Item: marshall(item, DROP_UNDEFINED), ...expressions(condition) },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      options(table),
    ),
  );

/** The result has the item that was deleted. */
export const deleteItem = (table: Table, id: string, condition: Condition) =>
  result(table, id, () =>
    table.client.send(
      new DeleteItemCommand({
        ...{ TableName: table.name, Key: keyOf(id), ...expressions(condition), ReturnValues: 'ALL_OLD' },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      options(table),
    ),
  );

export interface Page {
  readonly items: Stored[];
  /** Where the next page starts; undefined after the last. */
  readonly next: Stored | undefined;
}

/** One strongly consistent read of at most so many items. */
export async function scan(table: Table, limit: number, start: Stored | undefined): Promise<Page> {
  const command = new ScanCommand({ TableName: table.name, Limit: limit, ...startOf(start), ConsistentRead: true });
  return pageOf(await table.client.send(command, options(table)));
}

/** One read of at most so many keys of an index, of the items whose attribute has that value. */
export async function queryIndex(
  table: Table,
  { index, attribute, value }: { index: string; attribute: string; value: string },
  limit: number,
  start: Stored | undefined,
): Promise<Page> {
  const command = new QueryCommand({
    ...{ TableName: table.name, IndexName: index, Limit: limit, ...startOf(start) },
    KeyConditionExpression: '#attribute = :value',
    ExpressionAttributeNames: { '#attribute': attribute },
    ExpressionAttributeValues: { ':value': { S: value } },
  });
  return pageOf(await table.client.send(command, options(table)));
}

/** One strongly consistent read of up to 100 items; the ids that it left unread come back. */
export async function getItems(table: Table, ids: readonly string[]): Promise<{ items: Stored[]; unread: string[] }> {
  const command = new BatchGetItemCommand({
    RequestItems: { [table.name]: { Keys: ids.map(keyOf), ConsistentRead: true } },
  });
  const { Responses, UnprocessedKeys } = await table.client.send(command, options(table));
  return {
    items: (Responses?.[table.name] ?? []).map((item) => unmarshall(item)),
    unread: (UnprocessedKeys?.[table.name]?.Keys ?? []).flatMap(({ id }) => id?.S ?? []),
  };
}

const DROP_UNDEFINED = { removeUndefinedValues: true };

const keyOf = (id: string) => ({ id: { S: id } });

/** Undefined where there is none: even an empty object would keep the client from using its cache of steps. */
const options = ({ abortSignal }: Table) => abortSignal && { abortSignal };

const startOf = (start: Stored | undefined) => (start === undefined ? {} : { ExclusiveStartKey: marshall(start) });

const pageOf = ({
  Items = [],
  LastEvaluatedKey,
}: {
  Items?: Marshalled[] | undefined;
  LastEvaluatedKey?: Marshalled | undefined;
}): Page => ({
  items: Items.map((item) => unmarshall(item)),
  next: LastEvaluatedKey && unmarshall(LastEvaluatedKey),
});

type Marshalled = Parameters<typeof unmarshall>[0];

const expressions = ({ ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues }: Condition) => ({
  ConditionExpression,
  ...(ExpressionAttributeNames === undefined ? {} : { ExpressionAttributeNames }),
  ...(ExpressionAttributeValues === undefined
    ? {}
    : { ExpressionAttributeValues: marshall(ExpressionAttributeValues, DROP_UNDEFINED) }),
});

/** @throws whatever is no refusal */
async function result(
  table: Table,
  id: string,
  write: () => Promise<{ Attributes?: Marshalled | undefined }>,
  believesAbsence = false,
): Promise<Result> {
  try {
    const { Attributes } = await write();
    return { written: true, item: Attributes && unmarshall(Attributes) };
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    const attempts = error.$metadata.attempts ?? 1;
    if (error.Item === undefined && believesAbsence) return { written: false, item: undefined, attempts };
    // None comes with it if there is no such item, and from engines that never send it (dynalite): one read tells the two apart.
    const item = error.Item ? unmarshall(error.Item) : await getItem(table, id);
    return { written: false, item, attempts };
  }
}
