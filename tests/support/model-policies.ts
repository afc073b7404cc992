import type { Policy } from '../../src/domain/policies.ts';
import type { Lease, Tags } from '../../src/domain/user.ts';

/** What the documentation says of policies, without regard to how the service finds it. */
export interface Keeping {
  readonly policies: readonly Policy[];
  readonly plan: string;
}

const tagOf = (lease: Lease, name: string): string | undefined =>
  name === 'stream' ? lease.stream : lease.tags?.[name];

/** How many a policy counts among these leases, as one of them sees it; undefined: it does not count that one. */
function countFor({ shape }: Policy, leases: readonly Lease[], lease: Lease): number | undefined {
  if ('where' in shape) {
    const isOne = (other: Lease) => Object.entries(shape.where).every(([name, value]) => tagOf(other, name) === value);
    return isOne(lease) ? leases.filter(isOne).length : undefined;
  }
  const name = 'per' in shape ? shape.per : shape.distinct;
  const value = tagOf(lease, name);
  if (value === undefined) return undefined;
  if ('per' in shape) return leases.filter((other) => tagOf(other, name) === value).length;
  return new Set(leases.map((other) => tagOf(other, name)).filter((other) => other !== undefined)).size;
}

const numberOf = ({ numbers }: Policy, plan: string): number => numbers.byPlan.get(plan) ?? numbers.standard;

/** The policies that do not hold for a lease among these, itself included. */
export const brokenFor = ({ policies, plan }: Keeping, leases: readonly Lease[], lease: Lease): Policy[] =>
  policies.filter((policy) => (countFor(policy, leases, lease) ?? 0) > numberOf(policy, plan));

/** The policies that count a lease now and did not count it so before. */
export const newFor = (keeping: Keeping, before: Lease, after: Lease): Keeping => ({
  ...keeping,
  policies: keeping.policies.filter((policy) => {
    const { shape } = policy;
    if (countFor(policy, [after], after) === undefined) return false;
    if ('where' in shape) return countFor(policy, [before], before) === undefined;
    const name = 'per' in shape ? shape.per : shape.distinct;
    return tagOf(before, name) !== tagOf(after, name);
  }),
});

/**
 * Whether a policy that counts leases of a kind has no room for another beside this one. Distinct values make none
 * short.
 */
export const isKindFull = ({ policies, plan }: Keeping, leases: readonly Lease[], lease: Lease): boolean =>
  policies.some(
    (policy) => !('distinct' in policy.shape) && (countFor(policy, leases, lease) ?? -1) >= numberOf(policy, plan),
  );

interface Need {
  readonly keeping: Keeping;
  /** What the limit allows. */
  readonly limit: number;
  readonly wanted: Lease;
  readonly now: number;
}

const fits = ({ keeping, limit, wanted }: Need, leases: readonly Lease[]): boolean =>
  leases.length < limit && brokenFor(keeping, [...leases, wanted], wanted).length === 0;

/** The expired leases that go: all where the limit is reached, else those that count for a policy that is. */
export function expiredToGo({ keeping, limit, wanted, now }: Need, leases: readonly Lease[]): Lease[] {
  const expired = leases.filter((lease) => lease.expiresAt <= now);
  if (leases.length >= limit) return expired;
  const broken = brokenFor(keeping, [...leases, wanted], wanted);
  return expired.filter((lease) =>
    broken.some((policy) => {
      // All that stand for the same as this lease are expired, and without them the policy counts fewer.
      const without = leases.filter((other) => other !== lease && !standsFor(policy, other, lease, now));
      return (
        (countFor(policy, [...without, wanted], wanted) ?? 0) < (countFor(policy, [...leases, wanted], wanted) ?? 0)
      );
    }),
  );
}

/** Of distinct values, another expired lease with the same one. */
const standsFor = ({ shape }: Policy, other: Lease, lease: Lease, now: number): boolean =>
  'distinct' in shape && other.expiresAt <= now && tagOf(other, shape.distinct) === tagOf(lease, shape.distinct);

/** The fewest of the willing that make room, the first named of as few. */
export function liveToGo(need: Need, leases: readonly Lease[], willing: readonly Lease[]): Lease[] | undefined {
  const room = (gone: readonly Lease[]) =>
    fits(
      need,
      leases.filter((lease) => !gone.includes(lease)),
    );
  return bySize(willing).find(room);
}

/** The policy that denies, as the 409 tells it; undefined: the limit does. */
export function deniedBy(need: Need, live: readonly Lease[]): string | undefined {
  const { keeping, wanted } = need;
  const [policy] = brokenFor(keeping, [...live, wanted], wanted);
  if (policy === undefined) return undefined;
  const sessions = (leases: readonly Lease[]) => leases.map(({ session }) => session);
  const alone = live.filter((lease) =>
    fits(
      need,
      live.filter((other) => other !== lease),
    ),
  );
  const ends = alone.length > 0 ? alone : (liveToGo(need, live, live) ?? []);
  const active = activeOf(policy, live, wanted);
  return `denied by ${policy.name}: ${active} of ${numberOf(policy, keeping.plan)}, end ${sessions(ends)}`;
}

function activeOf(policy: Policy, live: readonly Lease[], wanted: Lease): number {
  const all = countFor(policy, [...live, wanted], wanted) ?? 0;
  const isNew = !('distinct' in policy.shape) || !live.some((lease) => sharesValue(policy, lease, wanted));
  return isNew ? all - 1 : all;
}

const sharesValue = ({ shape }: Policy, lease: Lease, wanted: Lease): boolean =>
  'distinct' in shape && tagOf(lease, shape.distinct) === tagOf(wanted, shape.distinct);

function bySize<T>(all: readonly T[]): T[][] {
  const sizes = Array.from({ length: all.length + 1 }, (_, size) => combinations(all, size));
  return sizes.flat();
}

/** In the order of `all`. */
function combinations<T>([first, ...rest]: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  if (first === undefined) return [];
  return [...combinations(rest, size - 1).map((others) => [first, ...others]), ...combinations(rest, size)];
}

export const sameTags = (one: Tags = {}, other: Tags = {}): boolean =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
