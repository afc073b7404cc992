import { applies, keyIn, numberFor, type Policy, UNLIMITED } from './policies.ts';
import { isLive, type Lease } from './user.ts';

/** A rule that a user's leases must satisfy once the wanted one is among them: the limit, or a policy's number. */
export interface Bound {
  /** The policy's name; undefined for the limit. */
  readonly policy?: string;
  readonly most: number;
  /** Leases with the same key count once; undefined: the lease does not count. */
  readonly keyOf: (lease: Lease) => string | undefined;
}

/** The limit counts every lease. */
export const boundOfLimit = (limit: number): Bound => ({ most: limit, keyOf: ({ session }) => session });

/** The bounds that these policies set for the wanted lease of a user on this plan. */
export const boundsOf = (policies: readonly Policy[], wanted: Lease, plan: string): Bound[] =>
  policies
    .filter((policy) => applies(policy, wanted) && numberFor(policy.numbers, plan) !== UNLIMITED)
    .map((policy) => ({
      policy: policy.name,
      most: numberFor(policy.numbers, plan),
      keyOf: (lease) => keyIn(policy, lease, wanted),
    }));

/** How many different keys of the bound these leases have. */
export const usedOf = ({ keyOf }: Bound, leases: readonly Lease[]): number =>
  new Set(leases.map(keyOf).filter((key) => key !== undefined)).size;

/** How many keys must go before the wanted lease fits. */
export const missingOf = (bound: Bound, leases: readonly Lease[], wanted: Lease): number =>
  Math.max(0, usedOf(bound, [...leases, wanted]) - bound.most);

export const hasRoom = (bounds: readonly Bound[], leases: readonly Lease[], wanted: Lease): boolean =>
  bounds.every((bound) => missingOf(bound, leases, wanted) === 0);

/** The expired leases that are worth removing: those of a full bound, unless a live lease has the same key. */
export function expiredThatHelp(bounds: readonly Bound[], leases: readonly Lease[], wanted: Lease, now: number) {
  const full = bounds.filter((bound) => missingOf(bound, leases, wanted) > 0);
  const helps = (lease: Lease, { keyOf }: Bound): boolean => {
    const key = keyOf(lease);
    return (
      key !== undefined && key !== keyOf(wanted) && leases.every((other) => keyOf(other) !== key || !isLive(other, now))
    );
  };
  return leases.filter((lease) => !isLive(lease, now) && full.some((bound) => helps(lease, bound)));
}

/** The most steps of a search, which take some milliseconds. Usually it needs one or two. */
const MAX_STEPS = 200;

/**
 * The fewest of the willing leases that make room if they end. Of equally small sets, it prefers leases that come first
 * in `willing`. After `MAX_STEPS` it returns a set that may be larger, but from which none can be spared.
 * @returns undefined if ending all of them does not make room
 */
export function fewestThatHelp(
  willing: readonly Lease[],
  leases: readonly Lease[],
  wanted: Lease,
  bounds: readonly Bound[],
): Lease[] | undefined {
  if (!hasRoom(bounds, without(leases, willing), wanted)) return undefined;
  const keys = bounds.map((bound) => withKeys(bound, [...leases, wanted]));
  // The most bounds that one of the leases counts towards.
  const often = Math.max(1, ...willing.map((lease) => keys.filter((bound) => counts(bound, lease, wanted)).length));
  let steps = 0;
  /** @param from the index in `willing` of the first lease that may still end */
  const search = (left: readonly Lease[], from: number, most: number): Lease[] | undefined => {
    steps++;
    const least = leastToEnd(keys, often, willing.slice(from), left, wanted);
    if (least === 0) return [];
    if (least > most || steps > MAX_STEPS) return undefined;
    for (let i = from; i < willing.length; i++) {
      const lease = willing[i];
      if (lease === undefined || !keys.some((bound) => counts(bound, lease, wanted))) continue;
      const rest = search(without(left, [lease]), i + 1, most - 1);
      if (rest !== undefined) return [lease, ...rest];
    }
    return undefined;
  };
  for (let most = leastToEnd(keys, often, willing, leases, wanted); steps <= MAX_STEPS; most++) {
    const found = search(leases, 0, most);
    if (found !== undefined) return found;
  }
  return onlyNeeded(willing, leases, wanted, bounds);
}

/** All willing leases, without those that need not end. Spares the last ones first. */
function onlyNeeded(willing: readonly Lease[], leases: readonly Lease[], wanted: Lease, bounds: readonly Bound[]) {
  let ended: readonly Lease[] = willing;
  for (const lease of willing.toReversed()) {
    const fewer = without(ended, [lease]);
    if (hasRoom(bounds, without(leases, fewer), wanted)) ended = fewer;
  }
  return [...ended];
}

/** A lower bound of how many of the willing must end; infinite if some bound cannot be met. */
function leastToEnd(
  bounds: readonly Bound[],
  often: number,
  willing: readonly Lease[],
  leases: readonly Lease[],
  wanted: Lease,
): number {
  const mayEnd = new Set(willing);
  const needs = bounds.map((bound) => leastForOne(bound, mayEnd, leases, wanted));
  return Math.max(0, ...needs, Math.ceil(needs.reduce((sum, need) => sum + need, 0) / often));
}

/** The same bound, with each lease's key computed once. */
function withKeys(bound: Bound, leases: readonly Lease[]): Bound {
  const keys = new Map(leases.map((lease) => [lease, bound.keyOf(lease)]));
  return { ...bound, keyOf: (lease) => keys.get(lease) };
}

/**
 * `leastToEnd` for one bound. A key goes only if all its leases end, so it adds up the smallest groups of leases with
 * one key.
 */
function leastForOne({ most, keyOf }: Bound, mayEnd: ReadonlySet<Lease>, leases: readonly Lease[], wanted: Lease) {
  const own = keyOf(wanted);
  const sizes = new Map<string, number>(own === undefined ? [] : [[own, Number.POSITIVE_INFINITY]]);
  for (const lease of leases) {
    const key = keyOf(lease);
    if (key !== undefined) sizes.set(key, (sizes.get(key) ?? 0) + (mayEnd.has(lease) ? 1 : Number.POSITIVE_INFINITY));
  }
  const missing = Math.max(0, sizes.size - most);
  const smallest = [...sizes.values()].sort((a, b) => a - b).slice(0, missing);
  return smallest.reduce((sum, size) => sum + size, 0);
}

const counts = ({ keyOf }: Bound, lease: Lease, wanted: Lease): boolean => {
  const key = keyOf(lease);
  return key !== undefined && key !== keyOf(wanted);
};

const without = (leases: readonly Lease[], gone: readonly Lease[]): Lease[] =>
  leases.filter((lease) => !gone.includes(lease));
