import type { Deps } from './deps.ts';
import { foundIn } from './item.ts';
import { notFound, type Refusal, Unavailable } from './refusals.ts';
import type { User } from './user.ts';

/** One strongly consistent read. */
export async function getUser(deps: Pick<Deps, 'table' | 'now' | 'signal'>, id: string): Promise<User | Refusal> {
  const found = foundIn(await deps.table.get(id, deps.signal));
  return found.user ?? notFound(id, found, deps.now());
}

/**
 * Checks that the table answers a read.
 * @returns how long the read took, in milliseconds
 * @throws Unavailable, with the cause
 */
export async function probe(deps: Pick<Deps, 'table' | 'now'>): Promise<{ latencyMs: number }> {
  const start = deps.now();
  try {
    await deps.table.get('health');
  } catch (cause) {
    throw new Unavailable('The table cannot be read.', { cause });
  }
  return { latencyMs: deps.now() - start };
}
