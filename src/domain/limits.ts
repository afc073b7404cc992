/** The rule of the service: how many streams a user may watch at once. */
export interface Limits {
  /** For every plan that `byPlan` does not name. */
  readonly standard: number;
  /** Keyed by plan, as `planOf` spells it. */
  readonly byPlan: ReadonlyMap<string, number>;
}

/**
 * A subscription's plan: limits and filters go by it, as inherited data and issuers spell one subscription in several ways. In
 * Unicode's form C before and after the change of case, which can leave it; with one blank for each run of white space.
 */
export const planOf = (subscription: string): string =>
  subscription.normalize('NFC').toLowerCase().normalize('NFC').replace(/\s+/g, ' ').trim();

/** How many leases a user of this plan may hold. */
export const limitOf = (limits: Limits, plan: string): number => limits.byPlan.get(plan) ?? limits.standard;

/** The limits of somebody whose token says what the plan is, whatever the item has. */
export const limitsOfPlan = (limits: Limits, plan: string): Limits => ({
  standard: limitOf(limits, plan),
  byPlan: new Map(),
});

/** Whether there is a plan under which a user who watches one stream has a slot to spare. */
export const anySlotToSpare = ({ standard, byPlan }: Limits): boolean => Math.max(standard, ...byPlan.values()) > 1;

/**
 * THE RULE, as a term of a condition: the user holds fewer leases than the limit of their subscription, when `removed` of
 * them give way in the same write. The table of plans is compiled into the term, so no read is needed to learn the user's
 * plan, and a changed table of plans holds from the next write on.
 */
export function slotIsFree(limits: Limits, removed = 0) {
  const plans = [...limits.byPlan];
  const values = { ':limit': limits.standard + removed };
  if (plans.length === 0) return { condition: 'activeStreams < :limit', names: {}, values };

  const named = plans.map((_, i) => `(#plan = :plan${i} AND activeStreams < :limit${i})`);
  const others = `(NOT #plan IN (${plans.map((_, i) => `:plan${i}`).join(', ')}) AND activeStreams < :limit)`;
  return {
    condition: `(${[...named, others].join(' OR ')})`,
    names: { '#plan': 'plan' },
    values: Object.assign(
      values,
      ...plans.map(([plan, limit], i) => ({ [`:plan${i}`]: plan, [`:limit${i}`]: limit + removed })),
    ),
  };
}
