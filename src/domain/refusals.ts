import type { End } from './ended.ts';
import type { Shortage } from './making-room.ts';
import type { Start } from './requests.ts';
import { blockOf, type Lease, type Tombstone } from './user.ts';

/**
 * The refusals that every caller must expect. They are values; only unexpected errors are thrown. Times are epoch
 * milliseconds.
 */
export type Refusal =
  | {
      readonly refusal: 'user-not-found';
      readonly id: string;
      /** Given if a block waits for such a user. */
      readonly blockedUntil?: number | undefined;
    }
  /** Tokens name the plan, so a request cannot change it. */
  | { readonly refusal: 'plan-from-token'; readonly id: string }
  | { readonly refusal: 'user-exists'; readonly id: string }
  | {
      readonly refusal: 'stream-limit-reached';
      readonly id: string;
      readonly session: string;
      readonly stream: string;
      readonly limit: number;
      /** The policy that denies it; undefined if the limit does. */
      readonly policy?: Shortage | undefined;
      /** Oldest first. */
      readonly live: readonly Lease[];
    }
  | {
      readonly refusal: 'user-blocked';
      readonly id: string;
      readonly blockedUntil: number;
      /** The time of the request. */
      readonly now: number;
    }
  /** With passes on: too many sessions have a valid pass, or a session changes its stream too fast. */
  | {
      readonly refusal: 'too-many-starts';
      readonly id: string;
      readonly session: string;
      readonly stream: string;
      /** When it may be admitted, in epoch milliseconds. */
      readonly until: number;
      /** The time of the request. */
      readonly now: number;
    }
  | { readonly refusal: 'stream-ended'; readonly id: string; readonly session: string; readonly end: End }
  | { readonly refusal: 'invalid-cursor' }
  /**
   * Other requests won every race for the user. Or an answer was lost, and it is unclear whether that attempt took
   * effect.
   */
  | { readonly refusal: 'contended'; readonly id: string };

/** @param seen with the tombstone, if there is one */
export function notFound(id: string, seen: { readonly tombstone?: Tombstone | undefined }, now: number): Refusal {
  const blockedUntil = seen.tombstone && blockOf(seen.tombstone, now);
  return { refusal: 'user-not-found', id, ...(blockedUntil === undefined ? {} : { blockedUntil }) };
}

/** @param live the user's live leases, oldest first */
export const limitReached = (
  { id, wanted: { session, stream } }: Start,
  limit: number,
  live: readonly Lease[],
  policy: Shortage | undefined,
): Refusal => ({ refusal: 'stream-limit-reached', id, session, stream, limit, live, policy });

export const tooManyStarts = (
  id: string,
  { session, stream }: Pick<Lease, 'session' | 'stream'>,
  until: number,
  now: number,
): Refusal => ({ refusal: 'too-many-starts', id, session, stream, until, now });

export const isRefusal = (result: object): result is Refusal => 'refusal' in result;

/** The table could not be reached, had no capacity, or did not answer in time: the same request may succeed later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
