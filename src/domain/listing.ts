import * as z from 'zod/mini';
import { readUsers } from './batch-read.ts';
import { decodeCursor, encodeCursor, type Place, shardAt } from './cursor.ts';
import type { Deps } from './deps.ts';
import { foundIn } from './item.ts';
import { planOf } from './limits.ts';
import { listingKey, PLAN_INDEX, SHARDS } from './plan-index.ts';
import type { Refusal } from './refusals.ts';
import { liveLeases, type User } from './user.ts';

/**
 * How many reads one page may take, besides one for each shard of the index. If a filter matches few users, the page is
 * short, with a cursor.
 */
const MAX_READS = 10;

/** How many users one read fetches if `online` filters them afterwards; also the maximum of BatchGetItem. */
const FILTERED_READ = 100;

type Reader = Pick<Deps, 'table' | 'now' | 'random' | 'signal'>;

export interface Listing {
  /** Users a page, 1 to 100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** In any spelling. */
  readonly subscription?: string | undefined;
  /** true: only users who are watching; false: only those who are not. */
  readonly online?: boolean | undefined;
}

export interface UserPage {
  readonly users: readonly User[];
  /** The time by which leases counted as live, in epoch milliseconds. */
  readonly now: number;
  /** Where the next page starts; missing on the last. */
  readonly cursor?: string;
}

/** A page of users. Their order has no meaning, but stays the same from page to page. */
export async function listUsers(deps: Reader, listing: Listing): Promise<UserPage | Refusal> {
  const { limit, online } = listing;
  const plan = listing.subscription === undefined ? undefined : planOf(listing.subscription);
  const filters = { plan, online };
  const start = listing.cursor === undefined ? undefined : decodeCursor(listing.cursor, filters);
  if (start === null) return { refusal: 'invalid-cursor' };

  const now = deps.now();
  const matches: User[] = [];
  let next: Place | undefined = start;
  const maxReads = plan === undefined ? MAX_READS : MAX_READS + SHARDS;
  let reads = 0;
  do {
    // One more than fits, to know whether there is a next page.
    const size = online === undefined ? limit + 1 - matches.length : FILTERED_READ;
    const read: Read = plan === undefined ? await scanUsers(deps, size, next) : await queryPlan(deps, plan, size, next);
    matches.push(...read.users.filter((user) => online === undefined || online === liveLeases(user, now).length > 0));
    next = read.next;
  } while (next !== undefined && matches.length <= limit && ++reads < maxReads);

  const page = matches.slice(0, limit);
  const last = page.at(-1);
  if (matches.length > limit && last !== undefined) next = { after: last.id };
  return {
    users: page,
    now,
    ...(next === undefined ? {} : { cursor: encodeCursor(next, filters) }),
  };
}

interface Read {
  readonly users: User[];
  /** Undefined after the last. */
  readonly next: Place | undefined;
}

const Key = z.object({ id: z.string() });

async function scanUsers({ table, signal }: Reader, size: number, start: Place | undefined): Promise<Read> {
  const { items, next } = await table.scan(size, start && 'after' in start ? { id: start.after } : undefined, signal);
  return { users: items.flatMap((item) => foundIn(item).user ?? []), next: next && { after: z.parse(Key, next).id } };
}

/**
 * One read of one shard of the index, ordered by id. The index holds keys only, so that renewals need not write to it;
 * the users are read from the table.
 */
async function queryPlan(deps: Reader, plan: string, size: number, start: Place | undefined): Promise<Read> {
  const shard = shardAt(start);
  const listing = listingKey(plan, shard);
  const { items, next } = await deps.table.query(
    { index: PLAN_INDEX, attribute: 'listing', value: listing },
    Math.min(size, FILTERED_READ),
    start && 'after' in start ? { id: start.after, listing } : undefined,
    deps.signal,
  );
  const ids = items.map((item) => z.parse(Key, item).id);
  const users = ids.length === 0 ? [] : await readUsers(deps, ids);
  return {
    // The index lags: a user may have been removed, or have another plan by now.
    users: users.filter((user) => user.plan === plan),
    next: next ? { after: z.parse(Key, next).id } : shard + 1 < SHARDS ? { shard: shard + 1 } : undefined,
  };
}
