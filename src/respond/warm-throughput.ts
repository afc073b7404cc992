import {
  DescribeTableCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  type TableDescription,
  TagResourceCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { acted, declined, type Outcome } from './outcome.ts';
import type { RespondSettings } from './settings.ts';

export interface WarmDeps {
  readonly dynamo: Pick<DynamoDBClient, 'send'>;
  readonly settings: Pick<RespondSettings, 'tableName' | 'maxWriteUnits' | 'coolDownMinutes'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * The load that a new table or index takes: write and read units a second. A response raises both in this proportion.
 */
const NEW = { writes: 4000, readsAWrite: 3 };
/** The quota of a table; reads reach it first. */
const MAX_READS = 40_000;

/**
 * Doubles the load that the on-demand table, or its index, takes at once, because DynamoDB itself needs minutes for
 * that. Warm throughput can only grow, and costs once. A tag of the table has the time of the last change, for the
 * cool-down. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/warm-throughput.html
 * @param index by name; without it the table itself
 * @throws what AWS refuses with
 */
export async function raiseWarmThroughput({ dynamo, settings, now }: WarmDeps, index?: string): Promise<Outcome> {
  const { tableName: TableName, maxWriteUnits, coolDownMinutes } = settings;
  const what = index === undefined ? `the table ${TableName}` : `the index ${index} of ${TableName}`;
  const { Table = {} } = await dynamo.send(new DescribeTableCommand({ TableName }));
  const { status, writes } = stateOf(Table, index);
  if (Table.BillingModeSummary?.BillingMode !== 'PAY_PER_REQUEST') {
    return declined(`The writes of ${what} are provisioned: raise the maximum of their auto scaling.`);
  }
  if (status === 'UPDATING') return declined(`A change of ${what} is under way.`);
  const { Tags = [] } = await dynamo.send(new ListTagsOfResourceCommand({ ResourceArn: Table.TableArn }));
  const tag = `streamgate:warmed${index === undefined ? '' : `:${index}`}`;
  const last = Number(Tags.find(({ Key }) => Key === tag)?.Value ?? 0);
  if (now() - last < coolDownMinutes * 60_000) {
    return declined(`${capital(what)} was warmed at ${iso(last)}, less than ${coolDownMinutes} minutes ago.`);
  }
  if (writes >= maxWriteUnits) {
    return declined(
      `The warm throughput of ${what} is ${writes} write units per second, which is the most that a response may set.`,
    );
  }
  const wanted = Math.min(2 * writes, maxWriteUnits);
  const WarmThroughput = {
    WriteUnitsPerSecond: wanted,
    ReadUnitsPerSecond: Math.min(wanted * NEW.readsAWrite, MAX_READS),
  };
  await dynamo.send(
    new UpdateTableCommand({
      TableName,
      ...(index === undefined
        ? { WarmThroughput }
        : { GlobalSecondaryIndexUpdates: [{ Update: { IndexName: index, WarmThroughput } }] }),
    }),
  );
  await dynamo.send(
    new TagResourceCommand({ ResourceArn: Table.TableArn, Tags: [{ Key: tag, Value: String(now()) }] }),
  );
  return acted(`Raised the warm throughput of ${what} from ${writes} to ${wanted} write units per second.`);
}

function stateOf(table: TableDescription, index: string | undefined) {
  const { WarmThroughput } =
    index === undefined ? table : (table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index) ?? {});
  const isUpdating = table.TableStatus === 'UPDATING' || WarmThroughput?.Status === 'UPDATING';
  return {
    status: isUpdating ? 'UPDATING' : 'ACTIVE',
    writes: Math.max(WarmThroughput?.WriteUnitsPerSecond ?? 0, NEW.writes),
  };
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
const iso = (time: number) => new Date(time).toISOString();
