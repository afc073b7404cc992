import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startEngine } from '../../src/local/engine.ts';

/** Reads what `npm start` keeps in its DATA_DIR, while no service has it. */
export async function readData<Result>(
  dataDir: string,
  read: (client: DynamoDBClient) => Promise<Result>,
): Promise<Result> {
  const engine = await startEngine(join(dataDir, 'dynamodb'));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  try {
    return await read(client);
  } finally {
    client.destroy();
    await engine.close();
  }
}
