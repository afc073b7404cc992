import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type Alternative, backOff, LIMIT, lease } from './alternative.ts';

const MAX_ATTEMPTS = 20;

/** An item for each stream, and the user's counter: both change in one transaction. */
export const itemPerStream: Alternative = {
  name: 'an item a stream, transaction',
  transactional: true,
  extraItems: ({ id, streams }) =>
    Object.entries(streams).map(([session, held]) => ({ id: `${id}#${session}`, ...held })),
  start: async (client, table, id, session) => {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      try {
        const now = Date.now();
        await client.send(
          new TransactWriteCommand({
            TransactItems: [
              {
                Update: {
                  TableName: table,
                  Key: { id },
                  UpdateExpression: 'SET lastSeenAt = :now ADD activeStreams :one',
                  ConditionExpression: 'attribute_exists(id) AND activeStreams < :limit',
                  ExpressionAttributeValues: { ':now': now, ':one': 1, ':limit': LIMIT },
                },
              },
              {
                Put: {
                  TableName: table,
                  Item: { id: `${id}#${session}`, ...lease(now) },
                  ConditionExpression: 'attribute_not_exists(id)',
                },
              },
            ],
          }),
        );
        return true;
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        if (error.CancellationReasons?.some(({ Code }) => Code === 'ConditionalCheckFailed')) return false;
        await backOff(attempt);
      }
    }
    return false;
  },
};
