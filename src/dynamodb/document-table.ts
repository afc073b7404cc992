import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { Page, Stored, Table } from '../domain/table.ts';
import { answerOf, resultOf } from './faults.ts';
import { type OpenTable, openClient } from './open-client.ts';

const Key = z.object({ id: z.string() });

/**
 * The table through the SDK's document client, for all functions, scripts and tests except the functions that players
 * call.
 */
export function documentTable(client: DynamoDBClient, TableName: string): Table {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const get = async (id: string, abortSignal?: AbortSignal): Promise<Stored | undefined> => {
    const command = new GetCommand({ TableName, Key: { id }, ConsistentRead: true });
    const { Item } = await answerOf(() => documents.send(command, options(abortSignal)));
    return Item;
  };
  return {
    get,
    update: (id, { trustsAbsence, ...update }, returned) => {
      const command = new UpdateCommand({
        TableName,
        Key: { id },
        ...update,
        ReturnValues: returned,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return resultOf(
        async () => (await documents.send(command)).Attributes,
        () => get(id),
        { ...(trustsAbsence && { trustsAbsence }) },
      );
    },
    put: (item, condition) => {
      const command = new PutCommand({
        TableName,
        Item: item,
        ...condition,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return resultOf(
        async () => (await documents.send(command)).Attributes,
        () => get(item.id),
      );
    },
    remove: (id, condition) => {
      const command = new DeleteCommand({
        TableName,
        Key: { id },
        ...condition,
        ReturnValues: 'ALL_OLD',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return resultOf(
        async () => (await documents.send(command)).Attributes,
        () => get(id),
      );
    },
    scan: async (limit, start, abortSignal) => {
      const command = new ScanCommand({ TableName, Limit: limit, ExclusiveStartKey: start, ConsistentRead: true });
      return pageOf(await answerOf(() => documents.send(command, options(abortSignal))));
    },
    query: async ({ index, attribute, value }, limit, start, abortSignal) => {
      const command = new QueryCommand({
        TableName,
        IndexName: index,
        Limit: limit,
        ExclusiveStartKey: start,
        KeyConditionExpression: '#attribute = :value',
        ExpressionAttributeNames: { '#attribute': attribute },
        ExpressionAttributeValues: { ':value': value },
      });
      return pageOf(await answerOf(() => documents.send(command, options(abortSignal))));
    },
    batchGet: async (ids, abortSignal) => {
      const command = new BatchGetCommand({
        RequestItems: { [TableName]: { Keys: ids.map((id) => ({ id })), ConsistentRead: true } },
      });
      const { Responses, UnprocessedKeys } = await answerOf(() => documents.send(command, options(abortSignal)));
      return {
        items: Responses?.[TableName] ?? [],
        unread: (UnprocessedKeys?.[TableName]?.Keys ?? []).map((key) => z.parse(Key, key).id),
      };
    },
  };
}

export const openDocumentTable: OpenTable = (name, watch) => documentTable(openClient(watch), name);

const options = (abortSignal: AbortSignal | undefined) => abortSignal && { abortSignal };

const pageOf = (answer: { Items?: Stored[] | undefined; LastEvaluatedKey?: Stored | undefined }): Page => ({
  items: answer.Items ?? [],
  next: answer.LastEvaluatedKey,
});
