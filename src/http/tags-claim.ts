import * as z from 'zod/mini';
import type { Tags } from '../domain/user.ts';
import { recordRefusedClaim } from '../log/decisions.ts';
import type { App } from './app.ts';
import type { Caller } from './authorization.ts';
import { validate } from './field-errors.ts';
import { Tags as TagsSchema } from './schemas/tags.ts';

/**
 * The tags of a lease: those of the request, over which those of the caller's token go name by name, where
 * AUTH_TAGS_CLAIM names the claim for them. Operators act on others, so their tokens do not count. A claim that is no
 * tags counts as none; that is logged, without its value.
 * @throws InvalidRequest if they are too many together
 */
export function tagsOf(
  given: Tags | undefined,
  { admin, claims }: Caller,
  { auth, log }: Pick<App, 'auth' | 'log'>,
): Tags | undefined {
  if (auth === 'none' || admin || auth.tagsClaim === undefined) return given;
  const claim = claims[auth.tagsClaim];
  if (claim === undefined) return given;
  const claimed = tagsIn(claim);
  if (claimed === undefined) recordRefusedClaim(log);
  return claimed === undefined
    ? given
    : validate(z.object({ tags: TagsSchema }), { tags: { ...given, ...claimed } }).tags;
}

/**
 * The tags in a claim: `name:value name:value`, or a JSON object. API Gateway hands every claim over as text, an object
 * perhaps as the map that its own language prints; so a claim of text is the safe one, and JSON is taken if it arrives
 * whole.
 * @returns undefined if it is no tags: then none of it counts
 */
export function tagsIn(claim: unknown): Tags | undefined {
  const given = typeof claim === 'string' ? tagsInText(claim.trim()) : claim;
  const tags = z.safeParse(TagsSchema, given).data;
  return tags !== undefined && !Array.isArray(given) ? tags : undefined;
}

function tagsInText(text: string): unknown {
  if (text.startsWith('{')) {
    try {
      return JSON.parse(text);
    } catch {
      return undefined;
    }
  }
  // A list of such words arrives as `[a b]`.
  const words = (text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text).split(/\s+/).filter(Boolean);
  const pairs = words.map((word) => word.split(':'));
  const areTags =
    pairs.every(({ length }) => length === 2) && new Set(pairs.map(([name]) => name)).size === pairs.length;
  return areTags ? Object.fromEntries(pairs) : undefined;
}
