import * as z from 'zod/mini';
import { SHARDS, shardOf } from './plan-index.ts';

/** Where a page begins: after a user, or, when listing one plan, at the start of a shard of the index. */
export type Place = { readonly after: string } | { readonly shard: number };

/** The filters of a listing. A cursor is valid only with the same filters. */
export interface Filters {
  /** As `planOf` spells it. */
  readonly plan: string | undefined;
  readonly online: boolean | undefined;
}

const Cursor = z.tuple([
  z.nullable(z.string()),
  z.nullable(z.boolean()),
  z.union([z.string().check(z.minLength(1), z.maxLength(255)), z.int().check(z.gte(1), z.lt(SHARDS))]),
]);

export const encodeCursor = (place: Place, { plan, online }: Filters): string =>
  Buffer.from(JSON.stringify([plan ?? null, online ?? null, 'after' in place ? place.after : place.shard])).toString(
    'base64url',
  );

/** @returns null if the cursor is not one of ours, or belongs to a listing with other filters */
export function decodeCursor(cursor: string, filters: Filters): Place | null {
  const parsed = z.safeParse(Cursor, parseJson(Buffer.from(cursor, 'base64url').toString()));
  if (!parsed.success) return null;
  const [, , at] = parsed.data;
  if (typeof at === 'number' && filters.plan === undefined) return null;
  const place = typeof at === 'number' ? { shard: at } : { after: at };
  // Decoding skips characters that are not base64url, so accept only a cursor that encodes to itself.
  return encodeCursor(place, filters) === cursor ? place : null;
}

export const shardAt = (place: Place | undefined): number =>
  place === undefined ? 0 : 'shard' in place ? place.shard : shardOf(place.after);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
