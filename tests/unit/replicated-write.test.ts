import { createServer } from 'node:http';
import { DynamoDBClient, ReplicatedWriteConflictException } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Unavailable } from '../../src/domain/refusals.ts';
import { clientSettings } from '../../src/dynamodb/client-settings.ts';
import { documentTable } from '../../src/dynamodb/document-table.ts';

/** How DynamoDB answers while another region writes the same item (docs/two-regions.md): so often, and then as ever. */
let conflicts = 0;
let asked = 0;
const server = createServer((_, response) => {
  asked++;
  const conflict = conflicts-- > 0;
  response.writeHead(conflict ? 400 : 200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(
    conflict
      ? '{"__type":"com.amazonaws.dynamodb.v20120810#ReplicatedWriteConflictException","message":"One or more items are being modified"}'
      : '{}',
  );
});
let client: DynamoDBClient;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  client = new DynamoDBClient({
    ...clientSettings(),
    endpoint: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
});
afterAll(() => {
  client.destroy();
  server.close();
});

test('a write that meets one of another region is tried again, like any call that may yet succeed', async () => {
  [conflicts, asked] = [2, 0];
  expect(await documentTable(client, 'streamgate').get('010')).toBeUndefined();
  expect(asked).toBe(3);
});

test('where the other region keeps winning, it is given up in time, as a 503 and no fault', async () => {
  [conflicts, asked] = [10, 0];
  const error: unknown = await documentTable(client, 'streamgate')
    .get('010')
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(Unavailable);
  expect(error).toMatchObject({ cause: expect.any(ReplicatedWriteConflictException) });
  expect(asked).toBe(3);
});
