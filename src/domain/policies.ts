import type { Lease, Tags } from './user.ts';

/** Which leases a policy counts, and how. */
export type Shape =
  /** Leases that carry all these tags. */
  | { readonly where: Tags }
  /** Leases with the same value of this tag as the wanted lease. */
  | { readonly per: string }
  /** The number of different values of this tag. */
  | { readonly distinct: string };

/** A policy's number for each plan. `UNLIMITED`: the policy does not apply to that plan. */
export interface Numbers {
  /** For every plan that `byPlan` does not name. */
  readonly standard: number;
  /** Keyed by plan, as `planOf` spells it. */
  readonly byPlan: ReadonlyMap<string, number>;
}

/** A rule beyond the limit: how many leases of a kind, or how many distinct values of a tag, a user may hold. */
export interface Policy {
  readonly name: string;
  readonly shape: Shape;
  readonly numbers: Numbers;
  /** The percentage of users that it denies. For the others it only counts what it would deny. */
  readonly share: number;
}

export const UNLIMITED = Number.POSITIVE_INFINITY;

export const numberFor = ({ standard, byPlan }: Numbers, plan: string): number => byPlan.get(plan) ?? standard;

/** The stream, which policies may use like a tag. */
export const STREAM_TAG = 'stream';

/** The name of the limit in lists of policies. */
export const LIMIT_RULE = 'limit';

type Kind = Pick<Lease, 'session' | 'stream' | 'tags'>;

const tagOf = ({ stream, tags }: Kind, name: string): string | undefined =>
  name === STREAM_TAG ? stream : tags !== undefined && Object.hasOwn(tags, name) ? tags[name] : undefined;

/**
 * The key of a lease under a policy, when `wanted` asks for a slot: leases with the same key count once. Undefined if
 * the policy does not count this lease.
 */
export function keyIn({ shape }: Policy, lease: Kind, wanted: Kind): string | undefined {
  if ('distinct' in shape) return tagOf(lease, shape.distinct);
  if ('per' in shape) {
    const value = tagOf(wanted, shape.per);
    return value !== undefined && tagOf(lease, shape.per) === value ? lease.session : undefined;
  }
  return Object.entries(shape.where).every(([name, value]) => tagOf(lease, name) === value) ? lease.session : undefined;
}

/** Whether a policy counts this lease. */
export const applies = (policy: Policy, wanted: Kind): boolean => keyIn(policy, wanted, wanted) !== undefined;

/** Whether the policy depends on the stream of a lease. */
const readsStream = ({ shape }: Policy): boolean =>
  'where' in shape
    ? Object.hasOwn(shape.where, STREAM_TAG)
    : ('per' in shape ? shape.per : shape.distinct) === STREAM_TAG;

/** Whether a renewal with these values may change what some policy counts. */
export const mayRetag = (
  policies: readonly Policy[],
  asked: { stream?: string | undefined; tags?: Tags | undefined },
) => (asked.tags !== undefined && policies.length > 0) || (asked.stream !== undefined && policies.some(readsStream));

/** Whether a full policy makes leases short. A `distinct` one does not: it would be full from the first lease. */
const isPacing = ({ shape }: Policy): boolean => !('distinct' in shape);

export const pacing = (policies: readonly Policy[]): readonly Policy[] => policies.filter(isPacing);

/** Whether some policy that counts this lease has no room for another lease of its kind. */
export const isKindFull = (
  policies: readonly Policy[],
  lease: Lease,
  leases: readonly Lease[],
  plan: string,
): boolean =>
  pacing(policies).some(
    (policy) =>
      applies(policy, lease) &&
      leases.filter((other) => keyIn(policy, other, lease) !== undefined).length >= numberFor(policy.numbers, plan),
  );

/**
 * A number from 0 to 99 from the user's id and the rule's name (FNV-1a). It is stable, so a share that grows keeps its
 * users. It differs by rule, so no user is always among the first.
 */
export function hundredthOf(id: string, rule: string): number {
  let hash = 0x811c9dc5;
  const text = `${rule}\n${id}`;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  // The lowest bits of FNV-1a alone are uneven for ids that differ in one character.
  return ((hash ^ (hash >>> 15)) >>> 0) % 100;
}

/** Whether a rule denies this user (true), or only counts what it would deny. */
export const isInShare = (share: number, id: string, rule: string): boolean =>
  share >= 100 || (share > 0 && hundredthOf(id, rule) < share);

export const enforcedFor = (policies: readonly Policy[], id: string): readonly Policy[] =>
  policies.filter(({ share, name }) => isInShare(share, id, name));

/** The policies that may deny this user the wanted lease. */
export const applyingTo = (policies: readonly Policy[], id: string, wanted: Kind): readonly Policy[] =>
  enforcedFor(policies, id).filter((policy) => applies(policy, wanted));

export const monitoredFor = (policies: readonly Policy[], id: string): readonly Policy[] =>
  policies.filter(({ share, name }) => !isInShare(share, id, name));

/** The policies for a caller whose token names the plan. */
export const policiesOfPlan = (policies: readonly Policy[], plan: string): readonly Policy[] =>
  policies.map((policy) => ({
    ...policy,
    numbers: { standard: numberFor(policy.numbers, plan), byPlan: new Map() },
  }));
