import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { UserItem } from '../../src/domain/item.ts';

export const LIMIT = 3;
export const LEASE_MS = 150_000;

/** A way of enforcing the limit, on the same user items. */
export interface Alternative {
  readonly name: string;
  /** The items of a user beside the user's own. */
  readonly extraItems?: (user: UserItem) => object[];
  /** It needs TransactWriteItems, which the embedded engine does not have. */
  readonly transactional?: true;
  /** May this session start? */
  readonly start: (client: DynamoDBDocumentClient, table: string, id: string, session: string) => Promise<boolean>;
}

export const lease = (now: number) => ({
  stream: 'stream_100',
  device: 'Kitchen tablet',
  startedAt: now,
  expiresAt: now + LEASE_MS,
});

/** Spread over up to 10 ms, then 20, 40 … 160: whoever lost a race comes back at another moment than the others. */
export const backOff = (attempt: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * 2 ** Math.min(attempt, 4)));
