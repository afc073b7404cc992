import { applies, keyIn, numberFor, type Policy, UNLIMITED } from './policies.ts';
import { isLive, type Lease } from './user.ts';

/** A number that the leases of a user must keep once the wanted one is among them: the limit, or a policy's. */
export interface Bound {
  /** The policy's name; undefined: it is the limit. */
  readonly policy?: string;
  readonly most: number;
  /** Leases with the same key count once; undefined: the lease does not count. */
  readonly keyOf: (lease: Lease) => string | undefined;
}

/** The limit counts every lease. */
export const boundOfLimit = (limit: number): Bound => ({ most: limit, keyOf: ({ session }) => session });

/** The bounds that these policies set for a lease which a user of this plan wants. */
export const boundsOf = (policies: readonly Policy[], wanted: Lease, plan: string): Bound[] =>
  policies
    .filter((policy) => applies(policy, wanted) && numberFor(policy.numbers, plan) !== UNLIMITED)
    .map((policy) => ({
      policy: policy.name,
      most: numberFor(policy.numbers, plan),
      keyOf: (lease) => keyIn(policy, lease, wanted),
    }));

/** How much of a bound these leases use. */
export const usedOf = ({ keyOf }: Bound, leases: readonly Lease[]): number =>
  new Set(leases.map(keyOf).filter((key) => key !== undefined)).size;

/** How many keys must go before the wanted lease keeps the bound. */
export const missingOf = (bound: Bound, leases: readonly Lease[], wanted: Lease): number =>
  Math.max(0, usedOf(bound, [...leases, wanted]) - bound.most);

export const hasRoom = (bounds: readonly Bound[], leases: readonly Lease[], wanted: Lease): boolean =>
  bounds.every((bound) => missingOf(bound, leases, wanted) === 0);

/** The expired leases whose end helps: those of a kind that is full, unless a live lease holds the same key. */
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

/** So many steps a search for the fewest may take: some milliseconds, where it usually needs one or two steps. */
const MAX_STEPS = 200;

/**
 * The fewest of the willing leases whose end makes room among `leases`; of as few, those that are named first. Where
 * many must end for many bounds at once, it may be more than the fewest, but none of them in vain.
 * @returns undefined if all of them together do not
 */
export function fewestThatHelp(
  willing: readonly Lease[],
  leases: readonly Lease[],
  wanted: Lease,
  bounds: readonly Bound[],
): Lease[] | undefined {
  if (!hasRoom(bounds, without(leases, willing), wanted)) return undefined;
  const keys = bounds.map((bound) => withKeys(bound, [...leases, wanted]));
  // One lease counts for several bounds at most so often.
  const often = Math.max(1, ...willing.map((lease) => keys.filter((bound) => counts(bound, lease, wanted)).length));
  let steps = 0;
  /** @param from the place in `willing` of the first that may still end */
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
  return noneInVain(willing, leases, wanted, bounds);
}

/** All that are willing, without those that need not end after all: the last that were named are spared first. */
function noneInVain(willing: readonly Lease[], leases: readonly Lease[], wanted: Lease, bounds: readonly Bound[]) {
  let ended: readonly Lease[] = willing;
  for (const lease of willing.toReversed()) {
    const fewer = without(ended, [lease]);
    if (hasRoom(bounds, without(leases, fewer), wanted)) ended = fewer;
  }
  return [...ended];
}

/** At least so many of the willing must end; infinite if they are not enough for some bound. */
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

/** The bound, with the keys of these leases looked up once. */
function withKeys(bound: Bound, leases: readonly Lease[]): Bound {
  const keys = new Map(leases.map((lease) => [lease, bound.keyOf(lease)]));
  return { ...bound, keyOf: (lease) => keys.get(lease) };
}

/** The same for one bound: the smallest groups of leases with one key that may end as a whole. */
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
