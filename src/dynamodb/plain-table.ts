import {
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Condition, LeaseTable, Page, Stored, Table } from '../domain/table.ts';
import { answerOf, resultOf } from './faults.ts';
import { type OpenTable, openClient } from './open-client.ts';

type Marshalled = Parameters<typeof unmarshall>[0];

/**
 * The calls of the table that players' functions need, through the SDK's plain client. Unlike the document client it
 * supports `cacheMiddleware`, which saves a fifth of the CPU (docs/performance.md). The other calls would add 3 KB to
 * each function.
 */
export function leaseTable(client: Pick<DynamoDBClient, 'send'>, TableName: string): LeaseTable {
  const get = async (id: string, abortSignal?: AbortSignal): Promise<Stored | undefined> => {
    const command = new GetItemCommand({ TableName, Key: keyOf(id), ConsistentRead: true });
    const { Item } = await answerOf(() => client.send(command, options(abortSignal)));
    return Item && unmarshall(Item);
  };
  return {
    get,
    update: (id, update, returned) => {
      const command = new UpdateItemCommand({
        TableName,
        Key: keyOf(id),
        ...expressions(update),
        UpdateExpression: update.UpdateExpression,
        ReturnValues: returned,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return resultOf(
        async () => attributesOf(await client.send(command)),
        () => get(id),
        update,
      );
    },
  };
}

/** The whole table through the plain client, for tests and for a process with all endpoints. */
export function plainTable(client: Pick<DynamoDBClient, 'send'>, TableName: string): Table {
  const { get, update } = leaseTable(client, TableName);
  return {
    get,
    update,
    put: (item, condition) => {
      const command = new PutItemCommand({
        TableName,
        Item: marshall(item, DROP_UNDEFINED),
        ...expressions(condition),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return resultOf(
        async () => attributesOf(await client.send(command)),
        () => get(item.id),
      );
    },
    remove: (id, condition) => {
      const command = new DeleteItemCommand({
        TableName,
        Key: keyOf(id),
        ...expressions(condition),
        ReturnValues: 'ALL_OLD',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return resultOf(
        async () => attributesOf(await client.send(command)),
        () => get(id),
      );
    },
    scan: async (limit, start, abortSignal) => {
      const command = new ScanCommand({ TableName, Limit: limit, ...startOf(start), ConsistentRead: true });
      return pageOf(await answerOf(() => client.send(command, options(abortSignal))));
    },
    query: async ({ index, attribute, value }, limit, start, abortSignal) => {
      const command = new QueryCommand({
        TableName,
        IndexName: index,
        Limit: limit,
        ...startOf(start),
        KeyConditionExpression: '#attribute = :value',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':value': { S: value } },
      });
      return pageOf(await answerOf(() => client.send(command, options(abortSignal))));
    },
    batchGet: async (ids, abortSignal) => {
      const command = new BatchGetItemCommand({
        RequestItems: { [TableName]: { Keys: ids.map(keyOf), ConsistentRead: true } },
      });
      const { Responses, UnprocessedKeys } = await answerOf(() => client.send(command, options(abortSignal)));
      return {
        items: (Responses?.[TableName] ?? []).map((item) => unmarshall(item)),
        unread: (UnprocessedKeys?.[TableName]?.Keys ?? []).flatMap(({ id }) => id?.S ?? []),
      };
    },
  };
}

/** The client resolves its chain of middleware once per command instead of once per call. */
const CACHED = { cacheMiddleware: true } as const;

export const openLeaseTable: OpenTable<LeaseTable> = (name, watch) => leaseTable(openClient(watch, CACHED), name);

/** For a process with all endpoints. */
export const openPlainTable: OpenTable = (name, watch) => plainTable(openClient(watch, CACHED), name);

const DROP_UNDEFINED = { removeUndefinedValues: true };

const keyOf = (id: string) => ({ id: { S: id } });

/** Undefined without a signal: even an empty object would disable the client's cache. */
const options = (abortSignal: AbortSignal | undefined) => abortSignal && { abortSignal };

const attributesOf = ({ Attributes }: { Attributes?: Marshalled | undefined }): Stored | undefined =>
  Attributes && unmarshall(Attributes);

const startOf = (start: Stored | undefined) => (start === undefined ? {} : { ExclusiveStartKey: marshall(start) });

const pageOf = (answer: { Items?: Marshalled[] | undefined; LastEvaluatedKey?: Marshalled | undefined }): Page => ({
  items: (answer.Items ?? []).map((item) => unmarshall(item)),
  next: answer.LastEvaluatedKey && unmarshall(answer.LastEvaluatedKey),
});

const expressions = ({ ConditionExpression, ExpressionAttributeNames, ExpressionAttributeValues }: Condition) => ({
  ConditionExpression,
  ...(ExpressionAttributeNames && { ExpressionAttributeNames }),
  ...(ExpressionAttributeValues && {
    ExpressionAttributeValues: marshall(ExpressionAttributeValues, DROP_UNDEFINED),
  }),
});
