import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { parseItem } from '../../src/domain/item.ts';
import { liveLeases } from '../../src/domain/user.ts';
import { type Alternative, LIMIT, lease } from './alternative.ts';

/** What most open-source limiters do: look whether there is room, then take it. Between the two, others look too. */
export const readThenWrite: Alternative = {
  name: 'read, then write',
  start: async (client, table, id, session) => {
    const now = Date.now();
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
    if (liveLeases(parseItem(Item), now).length >= LIMIT) return false;
    await client.send(
      new UpdateCommand({
        TableName: table,
        Key: { id },
        UpdateExpression: 'SET streams.#session = :lease, lastSeenAt = :now ADD activeStreams :one',
        ExpressionAttributeNames: { '#session': session },
        ExpressionAttributeValues: { ':lease': lease(now), ':now': now, ':one': 1 },
      }),
    );
    return true;
  },
};
