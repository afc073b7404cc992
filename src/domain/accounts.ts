import type { Deps } from './deps.ts';
import { FENCE, nextStamp } from './fence.ts';
import { parseItem, type UserItem } from './item.ts';
import { subscriptionOf } from './plan-index.ts';
import { type Refusal, Unavailable } from './refusals.ts';
import type { Table } from './table.ts';
import type { User } from './user.ts';

export interface NewUser {
  /** Made by the service when it is missing. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly subscription: string;
}

/** Creates a user who watches nothing. One conditional write, so that a second one never resets the first. */
export async function createUser(
  deps: Pick<Deps, 'table' | 'now' | 'newId'>,
  { id = deps.newId(), name, subscription }: NewUser,
): Promise<User | Refusal> {
  const now = deps.now();
  const item: UserItem = {
    id,
    name,
    ...subscriptionOf(id, subscription),
    createdAt: now,
    changedAt: now,
    activeStreams: 0,
    streams: {},
  };
  const user = parseItem(item);
  const result = await deps.table.put(item, { ConditionExpression: 'attribute_not_exists(id)' });
  if (!result.written && !(result.attempts > 1 && isOwnWrite(result.item && parseItem(result.item), user))) {
    return { refusal: 'user-exists', id };
  }
  return user;
}

/** After a lost response the SDK sends a write again, which is then refused for the item that it put itself. */
const isOwnWrite = (held: User | undefined, user: User): boolean =>
  held !== undefined &&
  held.createdAt === user.createdAt &&
  held.name === user.name &&
  held.subscription === user.subscription;

/** One strongly consistent read. */
export async function findUser(table: Table, id: string, signal?: AbortSignal): Promise<User | undefined> {
  const item = await table.get(id, signal);
  return item && parseItem(item);
}

export async function getUser(deps: Pick<Deps, 'table' | 'signal'>, id: string): Promise<User | Refusal> {
  return (await findUser(deps.table, id, deps.signal)) ?? { refusal: 'user-not-found', id };
}

/** How often a removal decides anew when the user changes between its read and its write. */
const MAX_REMOVALS = 12;

/** The longest pause between two tries, in milliseconds. */
const PAUSE_MS = 20;

/**
 * Removes a user and all their leases. A read, and a write that names the user who was read: so neither a second attempt nor one
 * that arrives late removes a user who was created since, whatever the clocks say.
 * @returns whether this request changed anything: one that is sent again must succeed again
 */
export async function removeUser(
  { table, now, random, sleep }: Pick<Deps, 'table' | 'now' | 'random' | 'sleep'>,
  id: string,
): Promise<{ readonly existed: boolean } | Refusal> {
  const first = await findUser(table, id);
  let user = first;
  for (let tries = 1; tries <= MAX_REMOVALS; tries++) {
    if (user === undefined || user.createdAt !== first?.createdAt) return { existed: false };
    const clock = now();
    const result = await table.remove(id, {
      ConditionExpression: `createdAt = :createdAt AND ${FENCE}`,
      ExpressionAttributeValues: {
        ':createdAt': user.createdAt,
        ':stamp': nextStamp(clock, clock + PAUSE_MS, user.changedAt ?? 0, tries, random),
      },
    });
    if (result.written) return { existed: true };
    user = result.item && parseItem(result.item);
    await sleep(random() * PAUSE_MS);
  }
  return { refusal: 'contended', id };
}

/**
 * Reads the table as a request would.
 * @returns how long that took, in milliseconds
 * @throws Unavailable, with the cause
 */
export async function probe(deps: Pick<Deps, 'table' | 'now'>): Promise<{ latencyMs: number }> {
  const start = deps.now();
  try {
    await findUser(deps.table, 'health');
  } catch (cause) {
    throw new Unavailable('The table cannot be read.', { cause });
  }
  return { latencyMs: deps.now() - start };
}
