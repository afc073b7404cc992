import { readFileSync } from 'node:fs';
import {
  type AttributeDefinition,
  CreateTableCommand,
  type DynamoDBClient,
  type GlobalSecondaryIndex,
  type KeySchemaElement,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { parse } from 'yaml';

interface TableTemplate {
  Resources: {
    UsersTable: {
      Properties: {
        AttributeDefinitions: AttributeDefinition[];
        KeySchema: KeySchemaElement[];
        GlobalSecondaryIndexes: GlobalSecondaryIndex[];
      };
    };
  };
}

/** Makes the table as infra/table.yml defines it, unless it is there. */
export async function createTable(client: DynamoDBClient, name: string): Promise<void> {
  const text = readFileSync(new URL('../../infra/table.yml', import.meta.url), 'utf8');
  // CloudFormation's own tags (!If, !Ref …) mean nothing here, and stand only where an engine does not look.
  const template: TableTemplate = parse(text, { logLevel: 'silent' });
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = template.Resources.UsersTable.Properties;
  try {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions,
        KeySchema,
        GlobalSecondaryIndexes,
      }),
    );
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1 }, { TableName: name });
}
