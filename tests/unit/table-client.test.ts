import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from '@jest/globals';
import { leaveOut, openTableClient } from '../../src/dynamodb/table-client.ts';

process.env.AWS_REGION = 'us-east-1';

const stepsOf = (client: DynamoDBClient) => client.middlewareStack.identify().join('\n');

test('the client of the functions leaves out three steps of each call', () => {
  const needless = /loggerMiddleware|recursionDetectionMiddleware|getUserAgentMiddleware/g;
  expect(stepsOf(new DynamoDBClient({})).match(needless)).toHaveLength(3);
  expect(stepsOf(openTableClient())).not.toMatch(needless);
  expect(stepsOf(openTableClient())).toContain('httpSigningMiddleware');
});

test('a step that the SDK no longer knows by its name stops a function from starting', () => {
  const client = new DynamoDBClient({});
  expect(() => leaveOut(client, ['loggerMiddleware', 'renamedMiddleware'])).toThrow(
    'The SDK has no step renamedMiddleware to leave out.',
  );
});

test('signs every call by one signer, which asks for the credentials each time', async () => {
  const { signer } = openTableClient().config;
  expect(await signer()).toBe(await signer());
});
