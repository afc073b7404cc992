import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Update } from '../src/domain/table.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { type Handler, loadHandlers } from './support/bundles.ts';
import { functionEnvironment, lambdaContext, playerEvent } from './support/events.ts';
import { median } from './support/numbers.ts';
import { type BenchTable, openTable } from './support/table.ts';
import { type Cost, heapOf, inTurns } from './support/turns.ts';

const TABLE = 'streamgate-bench-floor';
/**
 * Each built function has a copy of the SDK of its own, which is slow until the engine has compiled it; the floor's is
 * shared.
 */
const WARM_UP = 2000;
const ROUNDS = 7;
const TURNS = 60;
const HEAP_TURNS = 100;

/** Handler against floor: the deployed bundle with all its features, and the raw SDK calls that decide the same. */
export async function floor(endpoint: string, folder: string) {
  Object.assign(process.env, functionEnvironment(endpoint, TABLE));
  const table = await openTable(TABLE);
  const handlers = await loadHandlers(folder);
  const results = [];
  for (const operation of OPERATIONS) {
    const handler = handlers.get(operation.path);
    if (handler === undefined) throw new Error(`There is no handler for ${operation.path}.`);
    results.push(await measure(table, operation, handler));
  }
  table.client.destroy();
  return results;
}

async function measure(table: BenchTable, operation: Operation, handler: Handler) {
  const { before, path, body, status } = operation;
  const seed = async (times: number) => {
    const items = Array.from({ length: times }, (_, i) => ({ a: before(`floor-${i}`), b: before(`handler-${i}`) }));
    await table.put(items.flatMap(({ a, b }) => [a, b]));
    const updates = items.map(({ a }) => operation.updates(a));
    const events = items.map(({ b }) => playerEvent(path, b.id, body(b.id)));
    return {
      raw: async (i: number) => {
        for (const update of updates[i] ?? []) await rawUpdate(table.client, table.name, `floor-${i}`, update);
      },
      handled: async (i: number) => {
        const answer = await handler(events[i] ?? {}, lambdaContext());
        if (answer.statusCode !== status)
          throw new Error(`${operation.name} answered ${answer.statusCode}: ${answer.body}`);
      },
    };
  };

  const warm = await seed(WARM_UP);
  await inTurns(warm.raw, warm.handled, WARM_UP);
  const rounds: [Cost, Cost][] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { raw, handled } = await seed(TURNS);
    rounds.push(await inTurns(raw, handled, TURNS));
  }
  const cold = await seed(HEAP_TURNS);
  const heap = { floor: await heapOf(cold.raw, HEAP_TURNS), handler: await heapOf(cold.handled, HEAP_TURNS) };
  const of = (pick: (round: [Cost, Cost]) => number) => median(rounds.map(pick));
  return {
    operation: operation.name,
    floorMs: of(([raw]) => raw.ms),
    handlerMs: of(([, handled]) => handled.ms),
    ratio: of(([raw, handled]) => handled.ms / raw.ms),
    floorCpuMs: of(([raw]) => raw.cpuMs),
    handlerCpuMs: of(([, handled]) => handled.cpuMs),
    floorHeap: heap.floor,
    handlerHeap: heap.handler,
  };
}

async function rawUpdate(client: DynamoDBClient, table: string, id: string, update: Update): Promise<void> {
  try {
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { id: { S: id } },
        ...update,
        ExpressionAttributeValues: marshall(update.ExpressionAttributeValues, { removeUndefinedValues: true }),
        ReturnValues: 'ALL_NEW',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  }
}
