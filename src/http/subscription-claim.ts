import * as z from 'zod/mini';
import { type Limits, planOf } from '../domain/limits.ts';
import { recordRefusedClaim, recordUnknownPlan } from '../log/decisions.ts';
import type { App } from './app.ts';
import type { Caller } from './authorization.ts';
import { Text } from './schemas/parts.ts';

/**
 * The subscription in the caller's token, if AUTH_SUBSCRIPTION_CLAIM names a claim for it. Undefined if the token has
 * none, or for an admin, who acts on other users: then the item's decides. A claim that is not a subscription is
 * ignored, and logged without its value. A plan without a limit of its own, if others have one, is counted.
 */
export function claimedSubscription({ admin, claims }: Caller, { auth, deps, log }: App<unknown>): string | undefined {
  if (auth === 'none' || admin || auth.subscriptionClaim === undefined) return undefined;
  const claim = claims[auth.subscriptionClaim];
  if (claim === undefined) return undefined;
  const subscription = subscriptionIn(claim, deps.rules.limits);
  const { byPlan } = deps.rules.limits;
  if (subscription === undefined) recordRefusedClaim(log);
  else if (byPlan.size > 0 && !byPlan.has(planOf(subscription))) recordUnknownPlan(log);
  return subscription;
}

/**
 * The subscription in a claim. In a list, the first whose plan has a limit of its own; if none has, the first.
 * @returns undefined if the claim is not text, empty, too long, or not printable
 */
export function subscriptionIn(claim: unknown, limits: Limits): string | undefined {
  const subscription = Array.isArray(claim) ? firstOf(claim, limits) : textOf(claim, limits);
  return z.safeParse(Text, subscription).data;
}

const firstOf = (list: readonly unknown[], limits: Limits): unknown =>
  list.find((name) => typeof name === 'string' && limits.byPlan.has(planOf(name))) ?? list[0];

/**
 * API Gateway passes a list as `[a b]`, which does not show where a name with blanks ends. So this looks for the plans
 * that have a limit, and takes the earliest. If there is none, it takes the first word.
 */
function textOf(claim: unknown, limits: Limits): unknown {
  if (typeof claim !== 'string' || !claim.startsWith('[') || !claim.endsWith(']')) return claim;
  const list = claim.slice(1, -1).trim();
  const padded = ` ${planOf(list)} `;
  const found = [...limits.byPlan.keys()]
    .map((plan) => ({ plan, at: padded.indexOf(` ${plan} `) }))
    .filter(({ at }) => at >= 0)
    // Of two at the same place the longer one: "premium plan", not "premium".
    .sort((a, b) => a.at - b.at || b.plan.length - a.plan.length);
  return found[0]?.plan ?? list.split(/\s+/)[0];
}
