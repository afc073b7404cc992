import { createUser } from '../domain/creation.ts';
import type { Table } from '../domain/table.ts';

const SAMPLES = [
  { id: '001', name: 'Dennis Bergkamp', subscription: 'basic plan' },
  { id: '002', name: 'Thierry Henry', subscription: 'Standard Plan' },
  { id: '003', name: 'Robin van Persie', subscription: 'premium plan' },
];

/** Creates the sample users; existing ones stay as they are. */
export async function putSamples(table: Table): Promise<void> {
  const deps = { table, rules: { passes: undefined }, now: Date.now, random: Math.random, newId: () => '' };
  await Promise.all(SAMPLES.map((sample) => createUser(deps, sample)));
}
