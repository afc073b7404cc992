import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { EndView } from './ended.ts';
import type { StreamView } from './user.ts';

/** What every caller must expect. They are values; an exception is what nobody expects. */
export type Refusal =
  | { readonly refusal: 'user-not-found'; readonly id: string }
  | { readonly refusal: 'user-exists'; readonly id: string }
  | {
      readonly refusal: 'stream-limit-reached';
      readonly id: string;
      readonly session: string;
      readonly stream: string;
      readonly limit: number;
      readonly activeStreams: number;
      readonly streams: readonly StreamView[];
    }
  | {
      readonly refusal: 'user-blocked';
      readonly id: string;
      /** ISO 8601. */
      readonly blockedUntil: string;
      /** In seconds, rounded up. */
      readonly retryAfter: number;
    }
  | { readonly refusal: 'stream-ended'; readonly id: string; readonly session: string; readonly end: EndView }
  | { readonly refusal: 'invalid-cursor' }
  /** Other requests for the same user won every race; nothing was changed. */
  | { readonly refusal: 'contended'; readonly id: string };

export const isRefusal = (result: object): result is Refusal => 'refusal' in result;

/** The table does not answer as it should, whatever the reason. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

type SdkError = Parameters<typeof isTransientError>[0];

/** All that the SDK's classification reads is optional, so every error may be asked. */
const isSdkError = (error: unknown): error is SdkError => error instanceof Error;

/**
 * Whether the table could not be reached or had no capacity: the same request may succeed later. By the SDK's own
 * classification, plus the request's deadline, which aborts what is under way.
 */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof Unavailable ||
  (isSdkError(error) && (error.name === 'AbortError' || isThrottlingError(error) || isTransientError(error)));
