// The least that talks to DynamoDB through the document client: what a cold start is measured against.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = async () => {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: process.env.TABLE_NAME,
      Key: { id: 'bare' },
      UpdateExpression: 'ADD calls :one',
      ExpressionAttributeValues: { ':one': 1 },
      ReturnValues: 'ALL_NEW',
    }),
  );
  return { statusCode: 200, body: JSON.stringify(Attributes) };
};
