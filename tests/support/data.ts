import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Engine, startEngine } from '../../src/local/engine.ts';

/** Reads what `npm start` keeps in its DATA_DIR, while no service has it. */
export async function readData<Result>(
  dataDir: string,
  read: (client: DynamoDBClient) => Promise<Result>,
): Promise<Result> {
  const engine = await startFree(join(dataDir, 'dynamodb'));
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region: 'us-east-1', credentials });
  try {
    return await read(client);
  } finally {
    client.destroy();
    await engine.close();
  }
}

/** The system may take a moment to unlock the data of a service that was killed. */
async function startFree(path: string, tries = 50): Promise<Engine> {
  try {
    return await startEngine(path);
  } catch (error) {
    if (tries === 1) throw error;
    await pause(200);
    return startFree(path, tries - 1);
  }
}
