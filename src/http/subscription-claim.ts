import * as z from 'zod/mini';
import { type Limits, planOf } from '../domain/limits.ts';
import { recordRefusedClaim, recordUnknownPlan } from '../log/decisions.ts';
import type { App } from './app.ts';
import type { Caller } from './authorization.ts';
import { Text } from './schemas/parts.ts';

/**
 * The subscription that the caller's token says, where AUTH_SUBSCRIPTION_CLAIM names the claim for it. Undefined where
 * the token does not say any, and for an admin, who acts on others: then the user's item decides. A claim that is no
 * subscription counts as none; that is logged, without its value. A plan that has no limit of its own, where others
 * have, is counted.
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
 * The subscription in a claim; of a list the first that has a limit of its own, else the first.
 * @returns undefined if it is none: not text, empty, too long, or not printable
 */
export function subscriptionIn(claim: unknown, limits: Limits): string | undefined {
  const subscription = Array.isArray(claim) ? firstOf(claim, limits) : textOf(claim, limits);
  return z.safeParse(Text, subscription).data;
}

const firstOf = (list: readonly unknown[], limits: Limits): unknown =>
  list.find((each) => typeof each === 'string' && limits.byPlan.has(planOf(each))) ?? list[0];

/**
 * API Gateway hands a list over as `[a b]`, which does not tell a blank in a name from one between two. So the plans
 * that have a limit are looked for in it, the first by its place; where none is found, the list's first word is taken.
 */
function textOf(claim: unknown, limits: Limits): unknown {
  if (typeof claim !== 'string' || !claim.startsWith('[') || !claim.endsWith(']')) return claim;
  const list = claim.slice(1, -1).trim();
  const padded = ` ${planOf(list)} `;
  const found = [...limits.byPlan.keys()]
    .map((plan) => ({ plan, at: padded.indexOf(` ${plan} `) }))
    .filter(({ at }) => at >= 0)
    // Of two that start in one place the longer one: "premium" and "premium plan".
    .sort((a, b) => a.at - b.at || b.plan.length - a.plan.length);
  return found[0]?.plan ?? list.split(/\s+/)[0];
}
