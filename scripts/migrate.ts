import { parseArgs } from 'node:util';
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  paginateScan,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type Subscription, subscriptionOf } from '../src/domain/plan-index.ts';
import { fail, orUsage, ScriptError } from './support/run.ts';
import { readStage } from './support/stage.ts';

const USAGE = `npm run migrate -- --stage <stage> [--region <region>]: brings each user's normalised plan and index key up to date

  --stage    such as dev or prod; the script reads its whole table once
  --region   where (AWS_REGION, or us-east-1)
  --help     shows this text

It is safe to run while viewers watch, to interrupt, and to repeat: it changes only users whose plan or index key is out of date.
See docs/changing-the-item.md for when to run it.`;

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
  let [changed, seen, told] = [0, 0, Date.now()];
  const users = {
    TableName,
    ProjectionExpression: 'id, subscription, #plan, listing',
    ExpressionAttributeNames: { '#plan': 'plan' },
  };
  for await (const { Items = [], ScannedCount = 0 } of paginateScan({ client }, users)) {
    const stale = Items.flatMap((item) => changeOf(unmarshall(item)) ?? []);
    for (let at = 0; at < stale.length; at += AT_ONCE) {
      const batch = stale.slice(at, at + AT_ONCE).map((change) => write(client, TableName, change));
      changed += (await Promise.all(batch)).filter((done) => done).length;
    }
    seen += ScannedCount;
    if (Date.now() - told > 2000) {
      console.log(`  ${seen} items read, ${changed} changed`);
      told = Date.now();
    }
  }
  console.log(`${seen} items read, ${changed} changed: all plans and index keys are up to date.`);
  client.destroy();
}

type Change = Subscription & { readonly id: string };

/**
 * @returns undefined if the item has what its subscription makes, or is of nobody: a removed user has no subscription
 */
function changeOf({ id, subscription, plan, listing }: Record<string, unknown>): Change | undefined {
  if (typeof id !== 'string' || typeof subscription !== 'string') return undefined;
  const right = subscriptionOf(id, subscription);
  return plan === right.plan && listing === right.listing ? undefined : { id, ...right };
}

/**
 * Both follow from the subscription alone, and a condition that goes by the plan names it: so this needs no stamp, only
 * that the subscription is the one that was read.
 * @returns whether it changed anything: a user who was removed or has another subscription meanwhile stays as they are
 */
async function write(client: DynamoDBClient, TableName: string | undefined, change: Change): Promise<boolean> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: { id: { S: change.id } },
        UpdateExpression: 'SET #plan = :plan, listing = :listing',
        ConditionExpression: 'subscription = :subscription',
        ExpressionAttributeNames: { '#plan': 'plan' },
        ExpressionAttributeValues: {
          ':plan': { S: change.plan },
          ':listing': { S: change.listing },
          ':subscription': { S: change.subscription },
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
