/** The rule of the service: how many streams a user may watch at once. */
export interface Limits {
  /** For every plan that `byPlan` does not name. */
  readonly standard: number;
  /** Keyed by plan, as `planOf` spells it. */
  readonly byPlan: ReadonlyMap<string, number>;
}

/** A subscription's plan: limits and filters go by it, as inherited data spells one subscription in several ways. */
export const planOf = (subscription: string): string => subscription.trim().toLowerCase();

/** How many leases a user of this plan may hold. */
export const limitOf = (limits: Limits, plan: string): number => limits.byPlan.get(plan) ?? limits.standard;
