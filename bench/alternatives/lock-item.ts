import { randomUUID } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type Alternative, backOff } from './alternative.ts';
import { readThenWrite } from './read-then-write.ts';

/** Longer than a healthy holder needs; a crashed one blocks the user so long. */
const LOCK_MS = 5000;
const MAX_ATTEMPTS = 100;

/** Takes a lock of the user, reads, writes, and gives the lock back. */
export const lockItem: Alternative = {
  name: 'a lock item',
  start: async (client, table, id, session) => {
    const key = `lock#${id}`;
    const owner = randomUUID();
    await acquire(client, table, key, owner);
    try {
      return await readThenWrite.start(client, table, id, session);
    } finally {
      await client.send(
        new DeleteCommand({
          TableName: table,
          Key: { id: key },
          ConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner },
        }),
      );
    }
  },
};

async function acquire(client: DynamoDBDocumentClient, table: string, key: string, owner: string): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const now = Date.now();
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: { id: key, owner, lockedUntil: now + LOCK_MS },
          ConditionExpression: 'attribute_not_exists(id) OR lockedUntil < :now',
          ExpressionAttributeValues: { ':now': now },
        }),
      );
      return;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      await backOff(attempt);
    }
  }
  throw new Error('The lock was never free.');
}
