import * as z from 'zod/mini';
import type { Tags } from '../domain/user.ts';
import { recordRefusedClaim } from '../log/decisions.ts';
import type { App } from './app.ts';
import type { Caller } from './authorization.ts';
import { validate } from './field-errors.ts';
import { Tags as TagsSchema } from './schemas/tags.ts';

/**
 * The tags of a lease: the request's, overridden by the tags of the same name in the token, if AUTH_TAGS_CLAIM names a
 * claim for them. Tokens of operators, who act on other users, do not count. A claim that has no valid tags is ignored,
 * and logged without its value.
 * @throws InvalidRequest if there are too many together
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
 * The tags in a claim: `name:value name:value`, or a JSON object. API Gateway passes every claim as text, and may print
 * an object in a form that is not JSON. So text is safer.
 * @returns undefined if any of it is not a tag
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
  // API Gateway passes a list of such words as `[a b]`.
  const words = (text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text).split(/\s+/).filter(Boolean);
  const pairs = words.map((word) => word.split(':'));
  const areTags =
    pairs.every(({ length }) => length === 2) && new Set(pairs.map(([name]) => name)).size === pairs.length;
  return areTags ? Object.fromEntries(pairs) : undefined;
}
