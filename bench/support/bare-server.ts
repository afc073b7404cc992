// The least that a server of this kind can do: Node's own HTTP, and the same calls of the table by the SDK's document
// client as it comes. It checks no token, decides nothing, and writes no log.
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { renewal } from '../operations.ts';

const Body = z.object({ id: z.string(), session: z.string() });
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
  marshallOptions: { removeUndefinedValues: true },
});

const write = (id: string, session: string) => {
  const { ExpressionAttributeNames, ...update } = renewal();
  return documents.send(
    new UpdateCommand({
      TableName: process.env.TABLE_NAME,
      Key: { id },
      ...update,
      ExpressionAttributeNames: { ...ExpressionAttributeNames, '#session': session },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  );
};

const server = createServer(async (request, response) => {
  if (request.url === '/ready') return void response.end();
  const { id, session } = z.parse(Body, await json(request));
  const { Attributes } = await write(id, session).catch((error) => {
    // A take-over needs a second call.
    if (error instanceof ConditionalCheckFailedException) return write(id, 'tv-1');
    throw error;
  });
  const body = JSON.stringify(Attributes);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
});
server.listen(Number(process.env.PORT), '127.0.0.1');
