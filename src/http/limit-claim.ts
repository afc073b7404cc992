import { MAX_LIMIT } from '../domain/limits.ts';
import { recordRefusedClaim } from '../log/decisions.ts';
import type { App } from './app.ts';
import type { Caller } from './authorization.ts';

/**
 * How many streams the caller's token allows, where AUTH_LIMIT_CLAIM names the claim for it. Null where the token names
 * no number: then the plan decides. Undefined where tokens do not count, and for an operator, who acts on others: then
 * the number of the last start decides. A claim that is no number counts as none; that is logged, without its value.
 */
export function claimedLimit({ admin, claims }: Caller, { auth, log }: App<unknown>): number | null | undefined {
  if (auth === 'none' || admin || auth.limitClaim === undefined) return undefined;
  const claim = claims[auth.limitClaim];
  if (claim === undefined) return null;
  const limit = limitIn(claim);
  if (limit === undefined) recordRefusedClaim(log);
  return limit ?? null;
}

/** The number in a claim, which API Gateway hands over as text. More than the cap is the cap. */
export function limitIn(claim: unknown): number | undefined {
  const text = String(claim).trim().toLowerCase();
  if (text === 'unlimited') return MAX_LIMIT;
  return /^\d{1,9}$/.test(text) ? Math.min(Number(text), MAX_LIMIT) : undefined;
}
