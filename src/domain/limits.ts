import type { User } from './user.ts';

/** The most streams that any user may watch at once, also with `unlimited`. */
export const MAX_LIMIT = 20;

/** How many streams a user may watch at once, unless the user has a limit of their own. */
export interface Limits {
  /** For every plan that `byPlan` does not name. */
  readonly standard: number;
  /** Keyed by plan, as `planOf` spells it. */
  readonly byPlan: ReadonlyMap<string, number>;
  /**
   * The number in the caller's token, which overrides the plan's limit. `stored`: use the number that the last start
   * stored, as for renewals. Undefined: tokens have no such number.
   */
  readonly ofToken?: number | 'stored' | undefined;
}

/**
 * The plan of a subscription, by which limits and filters work, because issuers and imported data spell one
 * subscription in several ways. Normalised to NFC before and after lower-casing, which can undo it; each run of white
 * space becomes one blank.
 */
export const planOf = (subscription: string): string =>
  subscription.normalize('NFC').toLowerCase().normalize('NFC').replace(/\s+/g, ' ').trim();

type Limited = Pick<User, 'limit' | 'tokenLimit' | 'plan'>;

const ofPlan = ({ byPlan, standard }: Limits, plan: string): number => byPlan.get(plan) ?? standard;

/** How many leases a user may hold: by the user's own limit, the token's number, or the plan, in this order. */
export function limitOf(limits: Limits, { limit, tokenLimit, plan }: Limited): number {
  const ofToken = limits.ofToken === 'stored' ? tokenLimit : limits.ofToken;
  return limit ?? ofToken ?? ofPlan(limits, plan);
}

/** The limits for a caller whose token names the plan; the item's plan is ignored. */
export const limitsOfPlan = (limits: Limits, plan: string): Limits => ({
  ...limits,
  standard: ofPlan(limits, plan),
  byPlan: new Map(),
});

/**
 * Whether some plan or token allows more than one stream, so that a user who watches one may have a free slot. If not,
 * renewals do not check for one, and a user with a higher limit of their own renews as if they were full.
 */
export const anySlotToSpare = ({ standard, byPlan, ofToken }: Limits): boolean =>
  ofToken !== undefined || Math.max(standard, ...byPlan.values()) > 1;

/**
 * Part of a condition. AND binds tighter than OR, so terms have no needless parentheses: each level of them makes the
 * embedded DynamoDB three times slower.
 */
interface Term {
  readonly condition: string;
  readonly names: Record<string, string>;
  readonly values: Record<string, unknown>;
}

/**
 * THE RULE, as a term of a condition: the user holds fewer leases than their limit. The term contains the table of
 * plans, so no read is needed to learn the user's plan, and a changed table applies from the next write on.
 */
export function slotIsFree(limits: Limits): Term {
  const plan = slotOfPlan(limits, 0);
  const names = { ...plan.names, '#limit': 'limit' };
  const own = 'activeStreams < #limit';
  const none = 'attribute_not_exists(#limit)';
  if (limits.ofToken === undefined) {
    return { condition: `(${own} OR ${none} AND ${plan.condition})`, names, values: plan.values };
  }
  if (limits.ofToken === 'stored') {
    const stored = `activeStreams < tokenLimit OR attribute_not_exists(tokenLimit) AND ${plan.condition}`;
    return { condition: `(${own} OR ${none} AND (${stored}))`, names, values: plan.values };
  }
  const condition = `(${own} OR ${none} AND activeStreams < :limit)`;
  return { condition, names: { '#limit': 'limit' }, values: { ':limit': limits.ofToken } };
}

/**
 * THE RULE for a write that removes leases from the item of `user`, as it was seen. Conditions have no arithmetic, so
 * if the item stores a limit, the write demands that it is still the same.
 */
export function slotIsFreeAfter(limits: Limits, removed: number, user: Limited): Term {
  const seen = (name: string, value: number | undefined) =>
    value === undefined ? `attribute_not_exists(${name})` : `${name} = :seen_${name.replace('#', '')}`;
  const stored = limits.ofToken === 'stored' ? user.tokenLimit : undefined;
  const names = { '#limit': 'limit' };
  const demands = [seen('#limit', user.limit), ...(limits.ofToken === 'stored' ? [seen('tokenLimit', stored)] : [])];
  const values = {
    ...(user.limit === undefined ? {} : { ':seen_limit': user.limit }),
    ...(stored === undefined ? {} : { ':seen_tokenLimit': stored }),
  };
  const number = user.limit ?? stored ?? (limits.ofToken === 'stored' ? undefined : limits.ofToken);
  const slot: Term =
    number === undefined
      ? slotOfPlan(limits, removed)
      : { condition: 'activeStreams < :limit', names: {}, values: { ':limit': number + removed } };
  return {
    condition: [...demands, slot.condition].join(' AND '),
    names: { ...names, ...slot.names },
    values: { ...values, ...slot.values },
  };
}

/** The term for the plan's limit, if `removed` leases go in the same write. */
function slotOfPlan(limits: Limits, removed: number): Term {
  const plans = [...limits.byPlan];
  const values = { ':limit': limits.standard + removed };
  if (plans.length === 0) return { condition: 'activeStreams < :limit', names: {}, values };

  const named = plans.map((_, i) => `#plan = :plan${i} AND activeStreams < :limit${i}`);
  const others = `NOT #plan IN (${plans.map((_, i) => `:plan${i}`).join(', ')}) AND activeStreams < :limit`;
  return {
    condition: `(${[...named, others].join(' OR ')})`,
    names: { '#plan': 'plan' },
    values: Object.assign(
      values,
      ...plans.map(([plan, limit], i) => ({ [`:plan${i}`]: plan, [`:limit${i}`]: limit + removed })),
    ),
  };
}
