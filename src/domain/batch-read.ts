import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from './deps.ts';
import { foundIn } from './item.ts';
import { Unavailable } from './refusals.ts';
import type { User } from './user.ts';

/** How often a batch is sent. A table that is short of capacity leaves some of its keys unread. */
const MAX_TRIES = 5;

/** The first wait lasts at most this long; each later one up to twice as long as the one before. */
const FIRST_WAIT_MS = 50;

/**
 * Reads at most 100 users, in the order of `ids`. It leaves out ids without a user: an index lags behind its table. If
 * the table leaves keys unread, it asks for them again after growing, random waits, as AWS advises:
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 * @throws Unavailable if keys are still unread after the last try, at most 0.75 s later
 */
export async function readUsers(
  { table, random, signal }: Pick<Deps, 'table' | 'random' | 'signal'>,
  ids: readonly string[],
): Promise<User[]> {
  const users = new Map<string, User>();
  let keys = ids;
  for (let tries = 1; keys.length > 0; tries++) {
    const { items, unread } = await table.batchGet(keys, signal);
    for (const item of items) {
      const { user } = foundIn(item);
      if (user !== undefined) users.set(user.id, user);
    }
    keys = unread;
    if (keys.length === 0) break;
    if (tries === MAX_TRIES)
      throw new Unavailable(`${keys.length} keys of a batch were still unread after ${tries} tries`);
    await wait(random() * FIRST_WAIT_MS * 2 ** (tries - 1), signal);
  }
  return ids.flatMap((id) => users.get(id) ?? []);
}

/** @throws Unavailable when the request's time is up */
async function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal && { signal });
  } catch (cause) {
    throw new Unavailable('The time of the request is up.', { cause });
  }
}
