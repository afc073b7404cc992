import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import update, { type Item, type Store } from 'dynalite/actions/updateItem.js';
import validation from 'dynalite/validations/updateItem.js';
import { plainTable } from '../../../src/dynamodb/plain-table.ts';

/**
 * A table in memory behind the SDK's `send`, for millions of calls: dynalite's own evaluation of the expressions,
 * without its HTTP server, its disk, and its parsing of the same few expressions again for each call. Like DynamoDB it
 * brings the item with a refusal. tests/unit/simulation.test.ts holds it against dynalite itself.
 */
export function memoryTable(name: string) {
  const items = new Map<string, Item>();
  const counts = { writes: 0, refused: 0, reads: 0 };
  const store = storeOf(items);

  const write = async (input: UpdateItemCommandInput) => {
    counts.writes++;
    const id = input.Key?.id?.S ?? '';
    const before = items.get(id);
    // The store is asked for a table by the name of the user: each call needs the one item only.
    const request = { ...input, TableName: id, ...parsed(input) };
    let result: { Attributes?: Item } | undefined;
    let failed: (Error & { body?: { __type?: string } }) | null | undefined;
    // All of it is synchronous, as the store is.
    update(store, request, (error, answer) => {
      failed = error;
      result = answer;
    });
    if (failed?.body?.__type?.endsWith('ConditionalCheckFailedException')) {
      counts.refused++;
      throw new ConditionalCheckFailedException({
        $metadata: { attempts: 1 },
        message: 'The conditional request failed',
        ...(before === undefined ? {} : { Item: asAttributes(before) }),
      });
    }
    if (failed) throw failed;
    return { $metadata: {}, ...result };
  };

  const send = (command: unknown): unknown => {
    if (command instanceof UpdateItemCommand) return write(command.input);
    if (command instanceof GetItemCommand) {
      counts.reads++;
      const item = items.get(command.input.Key?.id?.S ?? '');
      return Promise.resolve({ $metadata: {}, ...(item ? { Item: asAttributes(item) } : {}) });
    }
    throw new Error('The simulation knows no such command.');
  };
  const client = Object.assign(new DynamoDBClient({ region: 'us-east-1' }), { send });
  return {
    table: plainTable(client, name),
    close: () => client.destroy(),
    counts,
    put: (item: Record<string, unknown> & { id: string }) => items.set(item.id, marshall(item)),
    item: (id: string) => items.get(id),
  };
}

/** Items of dynalite are what DynamoDB puts on the wire. */
const asAttributes = (item: Item): Record<string, AttributeValue> => Object(item);

const TABLE = {
  TableName: 'simulation',
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
};

const storeOf = (items: Map<string, Item>): Store => {
  let id = '';
  const db = {
    lock: (_: string, run: (release: <Done>(done: Done) => Done) => void) => run((done) => done),
    get: (_: string, done: (error: Error | null, item?: Item) => void) => {
      const item = items.get(id);
      return item === undefined ? done(Object.assign(new Error(), { name: 'NotFoundError' })) : done(null, item);
    },
    put: (_: string, item: Item, done: (error: null) => void) => {
      items.set(id, item);
      done(null);
    },
  };
  return {
    options: { maxItemSize: 400 * 1024 },
    getTable: (name, done) => {
      id = name;
      done(null, TABLE);
    },
    getItemDb: () => db,
  };
};

interface Parsed {
  readonly values: ReadonlyMap<object, string>;
  readonly _updates: unknown;
  readonly _condition: unknown;
}

const seen = new Map<string, Parsed>();

/** What dynalite makes of the expressions, parsed once for each text, with this call's names and values put in. */
function parsed(input: UpdateItemCommandInput) {
  const { ExpressionAttributeNames: names = {}, ExpressionAttributeValues: values = {} } = input;
  const text = `${input.UpdateExpression}\n${input.ConditionExpression}`;
  let known = seen.get(text);
  if (known === undefined) {
    const request = {
      ...input,
      ...(Object.keys(names).length === 0
        ? {}
        : { ExpressionAttributeNames: Object.fromEntries(Object.keys(names).map((key) => [key, NAME + key])) }),
      _updates: undefined,
      _condition: undefined,
    };
    const fault = validation.custom(request);
    if (fault !== undefined) throw new Error(`${fault}\n${text}`);
    known = {
      values: new Map(Object.entries(values).map(([key, value]) => [value, key])),
      _updates: request._updates,
      _condition: request._condition,
    };
    seen.set(text, known);
  }
  const { values: places } = known;
  const fill = (node: unknown): unknown => {
    if (typeof node === 'string') return node.startsWith(NAME) ? names[node.slice(NAME.length)] : node;
    if (typeof node !== 'object' || node === null) return node;
    const place = places.get(node);
    if (place !== undefined) return values[place];
    if (Array.isArray(node)) return node.map(fill);
    const copy: Record<string, unknown> = {};
    for (const key in node) copy[key] = fill(Reflect.get(node, key));
    return copy;
  };
  return { _updates: fill(known._updates), _condition: fill(known._condition) };
}

/** Stands before a name that is put in, where no name of ours can have it. */
const NAME = '\u0000';
