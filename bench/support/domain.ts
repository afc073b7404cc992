import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../../src/domain/deps.ts';
import type { Rules } from '../../src/domain/rules.ts';
import { plainTable } from '../../src/dynamodb/plain-table.ts';
import { parseSettings } from '../../src/settings/settings.ts';

/** What decisions cost: those that are refused count too, as on AWS. */
export interface Tally {
  calls: number;
  /** Of 1 KB; two for each item of a transaction. */
  writeUnits: number;
  readUnits: number;
}

const WRITES = new Set(['UpdateItemCommand', 'PutItemCommand', 'DeleteItemCommand']);

/** The plain client and the document client on an engine, and a tally of their calls. */
export function openDocuments(endpoint: string) {
  const client = new DynamoDBClient({ endpoint });
  const tally: Tally = { calls: 0, writeUnits: 0, readUnits: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = context.commandName ?? '';
      tally.calls++;
      if (WRITES.has(command)) tally.writeUnits++;
      else if (command !== 'TransactWriteItemsCommand') tally.readUnits++;
      else if ('TransactItems' in args.input && Array.isArray(args.input.TransactItems)) {
        tally.writeUnits += 2 * args.input.TransactItems.length;
      }
      return next(args);
    },
    { step: 'initialize' },
  );
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return { client, documents, tally, destroy: () => client.destroy() };
}

/** The domain on a table of an engine, with the usual settings. */
export const domain = (client: DynamoDBClient, name: string): Deps => ({
  table: plainTable(client, name),
  rules: RULES,
  now: Date.now,
  random: Math.random,
  sleep,
  newId: randomUUID,
  onStampAhead: () => undefined,
});

/** One pace, and the usual limit. */
export const RULES: Rules = {
  ...parseSettings({ TABLE_NAME: 'users', AUTH: 'none' }).rules,
  spareLeaseSeconds: 150,
  spareRenewSeconds: 60,
};

/** Runs `work` for 0 … count - 1, at most `width` at a time. */
export async function inParallel(count: number, width: number, work: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, worker));
}
