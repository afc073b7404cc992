import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { readUsers } from './batch-read.ts';
import type { Deps, Table } from './deps.ts';
import { parseItem } from './item.ts';
import { planOf } from './limits.ts';
import type { Refusal } from './refusals.ts';
import { liveLeases, type User, userView } from './user.ts';
import type { UserView } from './users.ts';

/** The index whose partitions are the plans. */
export const PLAN_INDEX = 'plan';

/** How many reads one page may take. A filter that matches next to nothing then answers a short page with a cursor. */
const MAX_READS = 10;

/** What one read fetches when a filter drops users after the read; also the most that BatchGetItem takes. */
const FILTERED_READ = 100;

export interface Listing {
  /** Users a page, 1 to 100. */
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** In any spelling. */
  readonly subscription?: string | undefined;
  /** Only those who watch something now, or only those who do not. */
  readonly online?: boolean | undefined;
}

export interface UserPage {
  readonly users: UserView[];
  /** Where the next page starts; missing on the last. */
  readonly cursor?: string;
}

/** A page of users: without `subscription` in no particular order, with it by id. */
export async function listUsers(deps: Deps, listing: Listing): Promise<UserPage | Refusal> {
  const { limit, online } = listing;
  const plan = listing.subscription === undefined ? undefined : planOf(listing.subscription);
  const start = listing.cursor === undefined ? undefined : decodeCursor(listing.cursor, plan, online);
  if (start === null) return { refusal: 'invalid-cursor' };

  const now = deps.now();
  const matches: User[] = [];
  let key: StartKey | undefined = start;
  for (let reads = 0; reads < MAX_READS; reads++) {
    // One more than the page holds, to know whether there is a next page.
    const size = online === undefined ? limit + 1 - matches.length : FILTERED_READ;
    const read: Read = plan === undefined ? await scan(deps.table, size, key) : await queryPlan(deps, plan, size, key);
    matches.push(...read.users.filter((user) => online === undefined || online === liveLeases(user, now).length > 0));
    key = read.next;
    if (key === undefined || matches.length > limit) break;
  }

  const page = matches.slice(0, limit);
  const last = page.at(-1);
  const next = matches.length > limit && last !== undefined ? startAfter(last.id, plan) : key;
  return {
    users: page.map((user) => userView(user, now)),
    ...(next === undefined ? {} : { cursor: encodeCursor(next, plan, online) }),
  };
}

type StartKey = { id: string; plan?: string };
type Read = { readonly users: User[]; readonly next: StartKey | undefined };

const startAfter = (id: string, plan: string | undefined): StartKey => (plan === undefined ? { id } : { id, plan });

async function scan(table: Table, size: number, start: StartKey | undefined): Promise<Read> {
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new ScanCommand({ TableName: table.name, Limit: size, ExclusiveStartKey: start, ConsistentRead: true }),
    table,
  );
  return { users: Items.map(parseItem), next: parseKey(LastEvaluatedKey) };
}

/** The index holds keys only, so that no heartbeat writes to it; the users themselves are read from the table. */
async function queryPlan(deps: Deps, plan: string, size: number, start: StartKey | undefined): Promise<Read> {
  const { table } = deps;
  const { Items = [], LastEvaluatedKey } = await table.client.send(
    new QueryCommand({
      TableName: table.name,
      IndexName: PLAN_INDEX,
      KeyConditionExpression: '#plan = :plan',
      ExpressionAttributeNames: { '#plan': 'plan' },
      ExpressionAttributeValues: { ':plan': plan },
      Limit: Math.min(size, FILTERED_READ),
      ExclusiveStartKey: start,
    }),
    table,
  );
  const users = await readUsers(
    deps,
    Items.map((item) => z.parse(Key, item).id),
  );
  // Who was removed meanwhile, and created anew with another subscription, is not of this plan any more.
  return { users: users.filter((user) => user.plan === plan), next: parseKey(LastEvaluatedKey) };
}

const Key = z.object({ id: z.string(), plan: z.optional(z.string()) });

function parseKey(key: unknown): StartKey | undefined {
  if (key === undefined) return undefined;
  const { id, plan } = z.parse(Key, key);
  return startAfter(id, plan);
}

/** What a cursor holds: the filters that it belongs to, and the last user before the next page. */
const Cursor = z.tuple([
  z.nullable(z.string()),
  z.nullable(z.boolean()),
  z.string().check(z.minLength(1), z.maxLength(128)),
]);

const encodeCursor = ({ id }: StartKey, plan: string | undefined, online: boolean | undefined): string =>
  Buffer.from(JSON.stringify([plan ?? null, online ?? null, id])).toString('base64url');

/** @returns null if the cursor was made up, or belongs to a listing with other filters */
function decodeCursor(cursor: string, plan: string | undefined, online: boolean | undefined): StartKey | null {
  const parsed = z.safeParse(Cursor, parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) return null;
  const [cursorPlan, cursorOnline, id] = parsed.data;
  const belongs = cursorPlan === (plan ?? null) && cursorOnline === (online ?? null);
  // Decoding is lenient (it skips what is not base64url); a cursor is only good if encoding gives it back.
  const start = startAfter(id, plan);
  return belongs && encodeCursor(start, plan, online) === cursor ? start : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
