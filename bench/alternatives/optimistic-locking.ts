import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { parseItem } from '../../src/domain/item.ts';
import { liveLeases } from '../../src/domain/user.ts';
import { type Alternative, backOff, LIMIT, lease } from './alternative.ts';

const MAX_ATTEMPTS = 20;

/** Reads the user with a version number, and writes if it is still that version; else reads again. */
export const optimisticLocking: Alternative = {
  name: 'version number and retries',
  start: async (client, table, id, session) => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const now = Date.now();
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
      if (liveLeases(parseItem(Item), now).length >= LIMIT) return false;
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: { id },
            UpdateExpression: 'SET streams.#session = :lease, lastSeenAt = :now ADD activeStreams :one, version :one',
            ConditionExpression: Item?.version === undefined ? 'attribute_not_exists(version)' : 'version = :version',
            ExpressionAttributeNames: { '#session': session },
            ExpressionAttributeValues: {
              ':lease': lease(now),
              ':now': now,
              ':one': 1,
              ...(Item?.version === undefined ? {} : { ':version': Item.version }),
            },
          }),
        );
        return true;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        await backOff(attempt);
      }
    }
    return false;
  },
};
