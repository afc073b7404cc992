import { MAX_LIMIT } from '../domain/limits.ts';
import { recordRefusedClaim } from '../log/decisions.ts';
import type { App } from './app.ts';
import type { Caller } from './authorization.ts';

/**
 * The limit in the caller's token, if AUTH_LIMIT_CLAIM names a claim for it. Null if the token has no limit: then the
 * plan decides. Undefined if tokens do not count, or for an operator, who acts on other users: then the limit of the
 * last start decides. A claim that is not a limit is ignored, and logged without its value.
 */
export function claimedLimit({ admin, claims }: Caller, { auth, log }: App<unknown>): number | null | undefined {
  if (auth === 'none' || admin || auth.limitClaim === undefined) return undefined;
  const claim = claims[auth.limitClaim];
  if (claim === undefined) return null;
  const limit = limitIn(claim);
  if (limit === undefined) recordRefusedClaim(log);
  return limit ?? null;
}

/** The number in a claim, which API Gateway passes as text; at most the cap. */
export function limitIn(claim: unknown): number | undefined {
  const text = String(claim).trim().toLowerCase();
  if (text === 'unlimited') return MAX_LIMIT;
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), MAX_LIMIT) : undefined;
}
