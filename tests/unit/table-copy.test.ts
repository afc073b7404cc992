import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { copyTable } from '../../scripts/restore/copy.ts';

const mock = mockClient(DynamoDBClient);
const client = new DynamoDBClient({ region: 'us-east-1' });
const COPY = { from: 'streamgate-prod', to: 'streamgate-prod-20261124', protect: true };

beforeEach(() => {
  mock.reset();
  mock.on(DescribeTableCommand).resolves({ Table: { TableStatus: 'ACTIVE' } });
});

/** What was asked of DynamoDB, in order; looks at the table's state are left out. */
const asked = () =>
  mock
    .calls()
    .map(({ firstArg }) => [firstArg.constructor.name.replace('Command', ''), firstArg.input])
    .filter(([name]) => name !== 'DescribeTable');

test('a copy gets what a restore leaves out', async () => {
  await copyTable(client, COPY);
  expect(asked()).toEqual([
    [
      'RestoreTableToPointInTime',
      expect.objectContaining({
        SourceTableName: COPY.from,
        TargetTableName: COPY.to,
        UseLatestRestorableTime: true,
        BillingModeOverride: 'PAY_PER_REQUEST',
      }),
    ],
    [
      'UpdateContinuousBackups',
      { TableName: COPY.to, PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    ],
    ['UpdateTable', { TableName: COPY.to, DeletionProtectionEnabled: true }],
  ]);
});

test('a copy for a great evening is warm, too, in a change of its own: DynamoDB takes one at a time', async () => {
  const warm = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 100_000 };
  await copyTable(client, { ...COPY, at: new Date('2026-11-24T21:00:00Z'), warm });
  expect(asked().slice(-2)).toEqual([
    ['UpdateTable', { TableName: COPY.to, DeletionProtectionEnabled: true }],
    ['UpdateTable', { TableName: COPY.to, WarmThroughput: warm }],
  ]);
  // The table is looked at between the two.
  const names = mock.calls().map(({ firstArg }) => firstArg.constructor.name);
  expect(names.slice(-3)).toEqual(['UpdateTableCommand', 'DescribeTableCommand', 'UpdateTableCommand']);
  expect(mock.commandCalls(UpdateTableCommand)).toHaveLength(2);
});
