import type { End } from './ended.ts';
import type { Lease } from './user.ts';

/** What every caller must expect. They are values; an exception is what nobody expects. Times are epoch milliseconds. */
export type Refusal =
  | { readonly refusal: 'user-not-found'; readonly id: string }
  | { readonly refusal: 'user-exists'; readonly id: string }
  | {
      readonly refusal: 'stream-limit-reached';
      readonly id: string;
      readonly session: string;
      readonly stream: string;
      readonly limit: number;
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
  | { readonly refusal: 'stream-ended'; readonly id: string; readonly session: string; readonly end: End }
  | { readonly refusal: 'invalid-cursor' }
  /** Others won every race for the same user, or nobody can tell whether an attempt whose answer was lost took effect. */
  | { readonly refusal: 'contended'; readonly id: string };

export const isRefusal = (result: object): result is Refusal => 'refusal' in result;

/** The table could not be reached, had no capacity, or did not answer in time: the same request may succeed later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
