import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { UserItem } from '../../src/domain/item.ts';
import { createTable } from '../../src/local/table.ts';

/**
 * A table on the engine, and the plain SDK client that measures the floor. For a process that has the environment of a
 * function already, so that the floor signs with the same credentials.
 */
export async function openTable(name: string) {
  const client = new DynamoDBClient({});
  await createTable(client, name);
  return {
    name,
    client,
    put: async (items: readonly object[]) => {
      for (let i = 0; i < items.length; i += 25) {
        const requests = items.slice(i, i + 25).map((item) => ({ PutRequest: { Item: marshall(item) } }));
        await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
      }
    },
  };
}

export type BenchTable = Awaited<ReturnType<typeof openTable>>;

const LEASE_MS = 150_000;

/** A user of the usual size who holds leases `tv-0`, `tv-1` …, some of them expired. */
export function user(id: string, leases: number, expired = 0): UserItem {
  const now = Date.now();
  const lease = (i: number) => ({
    stream: `stream_${100 + i}`,
    device: 'Living room television',
    startedAt: now - 10 * LEASE_MS + i,
    expiresAt: i < expired ? now - 1000 : now + LEASE_MS,
  });
  return {
    id,
    name: 'Robin van Persie',
    subscription: 'Premium Plan',
    plan: 'premium plan',
    createdAt: now - 1000 * LEASE_MS,
    activeStreams: leases,
    lastSeenAt: now - 1000,
    streams: Object.fromEntries(Array.from({ length: leases }, (_, i) => [`tv-${i}`, lease(i)])),
  };
}
