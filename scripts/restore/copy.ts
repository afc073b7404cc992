import {
  DescribeTableCommand,
  type DynamoDBClient,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  type WarmThroughput,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

/** AWS says minutes to hours, by the size of the table; a night's watch ends at twelve hours. */
const MAX_WAIT_SECONDS = 12 * 3600;

export interface Copy {
  readonly from: string;
  readonly to: string;
  /** What the table held then; undefined: the latest moment that can be had, some five minutes ago. */
  readonly at?: Date | undefined;
  /** Whether the copy, too, cannot be deleted by mistake. */
  readonly protect: boolean;
  /** What it must take at once; undefined: what a new table takes. */
  readonly warm?: WarmThroughput | undefined;
}

/**
 * Makes a new table of what another one held at a moment of the last 35 days, and gives it what a restore does not:
 * point-in-time recovery of its own, protection from deletion, and its warmth.
 */
export async function copyTable(client: DynamoDBClient, { from, to, at, protect, warm }: Copy): Promise<void> {
  await client.send(
    new RestoreTableToPointInTimeCommand({
      SourceTableName: from,
      TargetTableName: to,
      ...(at === undefined ? { UseLatestRestorableTime: true } : { RestoreDateTime: at }),
      BillingModeOverride: 'PAY_PER_REQUEST',
      SSESpecificationOverride: { Enabled: true, SSEType: 'KMS' },
    }),
  );
  const ready = () =>
    waitUntilTableExists({ client, maxWaitTime: MAX_WAIT_SECONDS, minDelay: 2, maxDelay: 30 }, { TableName: to });
  await ready();
  await client.send(
    new UpdateContinuousBackupsCommand({
      TableName: to,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    }),
  );
  if (protect) await client.send(new UpdateTableCommand({ TableName: to, DeletionProtectionEnabled: true }));
  if (warm === undefined) return;
  // DynamoDB refuses a second change of a table while the first is under way.
  await ready();
  await client.send(new UpdateTableCommand({ TableName: to, WarmThroughput: warm }));
}

/** @returns what differs between the keys and indexes of two tables, a line each */
export async function differences(client: DynamoDBClient, from: string, to: string): Promise<string[]> {
  const shape = async (name: string) => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: name }));
    const indexes = (Table?.GlobalSecondaryIndexes ?? []).map(({ IndexName, KeySchema, Projection }) =>
      JSON.stringify({ IndexName, KeySchema, projection: Projection?.ProjectionType }),
    );
    return { keys: JSON.stringify(Table?.KeySchema), indexes: indexes.sort().join() };
  };
  const [was, is] = await Promise.all([shape(from), shape(to)]);
  return [
    ...(was.keys === is.keys ? [] : [`keys: ${was.keys} and ${is.keys}`]),
    ...(was.indexes === is.indexes ? [] : [`indexes: ${was.indexes} and ${is.indexes}`]),
  ];
}
