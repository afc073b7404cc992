import { randomUUID } from 'node:crypto';
import {
  type ConsumedCapacity,
  DeleteTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  type GetItemCommandOutput,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Deps } from '../../src/domain/deps.ts';
import type { Table } from '../../src/domain/table.ts';
import { documentTable } from '../../src/dynamodb/document-table.ts';
import { plainTable } from '../../src/dynamodb/plain-table.ts';
import { startEngine } from '../../src/local/engine.ts';
import { createTable } from '../../src/local/table.ts';
import { parseSettings } from '../../src/settings/settings.ts';
import { Clock } from './clock.ts';
import { type Ask, headersOf, over, within } from './forward.ts';
import { engineParsesOnce } from './parse-once.ts';

/** The adapter that the tests of this run go through: the document client, unless ADAPTER is `plain`. */
export const adapt = (client: DynamoDBClient, name: string): Table =>
  process.env.ADAPTER === 'plain' ? plainTable(client, name) : documentTable(client, name);

/** The usual rules at one pace, and effects that take no time and leave nothing to chance. */
export const testDeps = (table: Table): Deps => ({
  table,
  rules: {
    ...parseSettings({ TABLE_NAME: 'users', AUTH: 'none' }).rules,
    spareLeaseSeconds: 150,
    spareRenewSeconds: 60,
  },
  now: Date.now,
  random: () => 0,
  sleep: async () => undefined,
  newId: () => 'new',
  onStampAhead: () => undefined,
});

/** One call of the engine, as the SDK's caller saw it. */
export interface Call {
  readonly command: string;
  /** Write units of the table without its index, where the engine tells them. */
  readonly writeUnits: number;
}

/**
 * A table of its own on a real engine: an embedded one, or the one that DYNAMODB_ENDPOINT names ("aws": the account of
 * the shell's credentials).
 */
export async function openTable(options: DynamoDBClientConfig = {}) {
  const external = process.env.DYNAMODB_ENDPOINT;
  if (external === undefined) engineParsesOnce();
  const engine = external === undefined ? await startEngine() : undefined;
  const endpoint = engine?.endpoint ?? external ?? '';
  const config: DynamoDBClientConfig =
    external === 'aws'
      ? options
      : {
          endpoint,
          region: 'us-east-1',
          credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
          ...options,
        };
  const { ask: direct, close } =
    engine === undefined ? over(endpoint) : { ask: within(engine.server), close: () => undefined };
  const client = new DynamoDBClient(config);
  const name = `streamgate-test-${randomUUID()}`;
  await createTable(client, name);

  const calls = recordCalls(client);
  const clock = new Clock();
  const deps: Deps = {
    ...testDeps(adapt(client, name)),
    now: clock.now,
    newId: randomUUID,
  };
  return {
    name,
    client,
    endpoint,
    config,
    /** Asks the engine as one does who is not the SDK; not for an account of AWS, which wants signatures. */
    ask: direct,
    deps,
    clock,
    /** What was called since the last `calls.length = 0`. */
    calls,
    /** dynalite does not send the item with a refusal; the domain then reads it. */
    returnsItemOnRefusal: engine === undefined,
    /** Stores an item as it is. */
    put: async (item: Record<string, unknown> | undefined) => {
      if (item) {
        const input = { TableName: name, Item: marshall(item, { removeUndefinedValues: true }) };
        if (engine === undefined) await client.send(new PutItemCommand(input));
        else await told(direct, 'PutItem', input);
      }
    },
    /** The item as it is stored. */
    item: async (id: string) => {
      const input = { TableName: name, Key: { id: { S: id } }, ConsistentRead: true };
      const { Item } =
        engine === undefined ? await client.send(new GetItemCommand(input)) : await told(direct, 'GetItem', input);
      return Item && unmarshall(Item);
    },
    close: async () => {
      if (engine === undefined) await client.send(new DeleteTableCommand({ TableName: name }));
      client.destroy();
      close();
      await engine?.close();
    },
  };
}

export type TestTable = Awaited<ReturnType<typeof openTable>>;

/** What an engine of this process says: a twentieth of the work that the SDK makes of it. */
async function told(ask: Ask, command: string, input: object): Promise<GetItemCommandOutput> {
  const { status, body } = await ask(headersOf(command), JSON.stringify(input));
  if (status !== 200) throw new Error(body);
  return JSON.parse(body);
}

function recordCalls(client: DynamoDBClient): Call[] {
  const calls: Call[] = [];
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if ('TableName' in args.input) Object.assign(args.input, { ReturnConsumedCapacity: 'INDEXES' });
      const command = context.commandName ?? '';
      try {
        const result = await next(args);
        const { ConsumedCapacity: consumed } = result.output as { ConsumedCapacity?: ConsumedCapacity };
        calls.push({ command, writeUnits: consumed?.Table?.CapacityUnits ?? consumed?.CapacityUnits ?? 0 });
        return result;
      } catch (error) {
        calls.push({ command, writeUnits: 0 });
        throw error;
      }
    },
    { step: 'initialize' },
  );
  return calls;
}
