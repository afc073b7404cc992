import { readFileSync } from 'node:fs';
import {
  type AttributeDefinition,
  type AttributeValue,
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  PutItemCommand,
  paginateScan,
  ResourceInUseException,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';
import { subscriptionOf } from '../domain/plan-index.ts';

interface TableTemplate {
  Resources: {
    UsersTable: {
      Properties: {
        // Strings are parameters, with which a stage may add an attribute.
        AttributeDefinitions: (AttributeDefinition | string)[];
        KeySchema: KeySchemaElement[];
        GlobalSecondaryIndexes: (GlobalSecondaryIndex | string)[];
      };
    };
  };
}

/** Creates the table as infra/table.yml defines it, unless it exists. */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const text = readFileSync(new URL('../../infra/table.yml', import.meta.url), 'utf8');
  // CloudFormation's tags (!If, !Ref …) are ignored: no engine reads the places where they are.
  const template: TableTemplate = parse(text, { logLevel: 'silent' });
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = template.Resources.UsersTable.Properties;
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: AttributeDefinitions.filter((definition) => typeof definition !== 'string'),
        KeySchema,
        GlobalSecondaryIndexes: GlobalSecondaryIndexes.filter((index) => typeof index !== 'string'),
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: name });
}

/**
 * If the table is of an earlier version, creates it again with its users.
 * @returns how many users it has; undefined if there was nothing to do
 */
export async function renewTable(client: DynamoDBClient, name: string): Promise<number | undefined> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
  if (Table?.GlobalSecondaryIndexes?.some(({ IndexName }) => IndexName === 'listing')) return undefined;
  const items: Record<string, AttributeValue>[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName: name })) items.push(...Items);
  await client.send(new DeleteTableCommand({ TableName: name }));
  await waitUntilTableNotExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: name });
  await createTable(client, name);
  for (const item of items) {
    const { listing } = subscriptionOf(item.id?.S ?? '', item.subscription?.S ?? '');
    await client.send(new PutItemCommand({ TableName: name, Item: { ...item, listing: { S: listing } } }));
  }
  return items.length;
}
