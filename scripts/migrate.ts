import { parseArgs } from 'node:util';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { subscriptionOf } from '../src/domain/plan-index.ts';
import { fail, orUsage, ScriptError } from './support/run.ts';
import { readStage } from './support/stage.ts';

const USAGE = `npm run migrate -- --stage <stage> [--region <region>]: adds users from version 1 to the index of plans

  --stage    such as dev or prod; the script goes through its table once
  --region   where (AWS_REGION, or us-east-1)
  --help     shows this text

It is safe to run while viewers watch, to stop, and to run again: it only changes users who are not in the index yet.
See docs/changing-the-item.md for when.`;

/** How many writes are under way at once: some hundreds a second, which an evening does not notice. */
const AT_ONCE = 16;

async function main(): Promise<void> {
  const { help, stage, region = process.env.AWS_REGION ?? 'us-east-1' } = parseOptions();
  if (help) {
    console.log(USAGE);
    return;
  }
  if (stage === undefined) throw new ScriptError(`Name the stage.\n\n${USAGE}`);
  const TableName = readStage(stage, process.env).settings.SERVED_TABLE;
  const client = new DynamoDBClient({ region });
  console.log(`Going through the table ${TableName} in ${process.env.AWS_ENDPOINT_URL ?? region} …`);
  let [moved, seen, told] = [0, 0, Date.now()];
  const users = {
    TableName,
    FilterExpression: 'attribute_not_exists(listing)',
    ProjectionExpression: 'id, subscription',
  };
  for await (const { Items = [], ScannedCount = 0 } of paginateScan({ client }, users)) {
    for (let at = 0; at < Items.length; at += AT_ONCE) {
      const batch = Items.slice(at, at + AT_ONCE).map((item) => move(client, TableName, unmarshall(item)));
      moved += (await Promise.all(batch)).filter((done) => done).length;
    }
    seen += ScannedCount;
    if (Date.now() - told > 2000) {
      console.log(`  ${seen} users read, ${moved} added`);
      told = Date.now();
    }
  }
  console.log(`${seen} users read, ${moved} added: all of them are in the index now.`);
  client.destroy();
}

/**
 * The key follows from the subscription alone, and nobody decides by it: so it needs no stamp, only that the subscription is the one
 * that was read.
 * @returns whether it changed anything: a user who was removed or has enrolled anew meanwhile stays as they are
 */
async function move(client: DynamoDBClient, TableName: string | undefined, item: Record<string, unknown>) {
  const [id, subscription] = [String(item.id), String(item.subscription)];
  try {
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: id } },
        UpdateExpression: 'SET listing = :listing',
        ConditionExpression: 'subscription = :subscription AND attribute_not_exists(listing)',
        ExpressionAttributeValues: {
          ':listing': { S: subscriptionOf(id, subscription).listing },
          ':subscription': { S: subscription },
        },
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function parseOptions() {
  const options = {
    stage: { type: 'string' },
    region: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  return orUsage(() => parseArgs({ options }).values, USAGE);
}

await main().catch(fail);
