import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createUser } from '../domain/users.ts';

const SAMPLES = [
  { id: '001', name: 'Dennis Bergkamp', subscription: 'basic plan' },
  { id: '002', name: 'Thierry Henry', subscription: 'Standard Plan' },
  { id: '003', name: 'Robin van Persie', subscription: 'premium plan' },
];

/** Puts the sample users; those who are there stay as they are. */
export async function putSamples(client: DynamoDBClient, tableName: string): Promise<void> {
  const deps = {
    table: { name: tableName, client },
    now: Date.now,
    newId: () => '',
  };
  await Promise.all(SAMPLES.map((sample) => createUser(deps, sample)));
}
