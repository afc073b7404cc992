import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { foundIn } from '../../src/domain/item.ts';

/** A page of at most 1 MB from each: all of a small table, and a sample of a large one that takes seconds. */
const SEGMENTS = 64;

export interface Checked {
  readonly users: number;
  readonly leases: number;
  /** Whether every item of the table was read. */
  readonly complete: boolean;
  /** The latest moment at which a user watched something, in epoch milliseconds; undefined if nobody ever did. */
  readonly lastSeenAt?: number;
  /** What is wrong with items, by id; none in a good table. */
  readonly faults: readonly string[];
}

/** Reads items as the service does, and counts the leases of each: what is wrong there would hurt viewers. */
export async function checkItems(client: DynamoDBClient, table: string): Promise<Checked> {
  const documents = DynamoDBDocumentClient.from(client);
  const pages = await Promise.all(
    Array.from({ length: SEGMENTS }, (_, Segment) =>
      documents.send(new ScanCommand({ TableName: table, Segment, TotalSegments: SEGMENTS })),
    ),
  );
  const faults: string[] = [];
  let leases = 0;
  let lastSeenAt: number | undefined;
  let users = 0;
  const items = pages.flatMap(({ Items = [] }) => Items);
  for (const item of items) {
    try {
      const { user } = foundIn(item);
      // What is left of a removed user is no fault.
      if (user === undefined) continue;
      users++;
      leases += user.leases.length;
      if (user.lastSeenAt !== undefined) lastSeenAt = Math.max(lastSeenAt ?? 0, user.lastSeenAt);
      if (user.leaseCount !== user.leases.length) {
        faults.push(`${user.id}: activeStreams is ${user.leaseCount}, with ${user.leases.length} leases`);
      }
    } catch (error) {
      faults.push(`${item.id}: ${error instanceof Error ? error.message : error}`);
    }
  }
  return {
    users,
    leases,
    complete: pages.every(({ LastEvaluatedKey }) => LastEvaluatedKey === undefined),
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    faults,
  };
}
