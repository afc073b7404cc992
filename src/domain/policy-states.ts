import { applies, isInShare, keyIn, numberFor, type Policy, UNLIMITED } from './policies.ts';
import type { Lease, User } from './user.ts';

/** How much of a policy a user has in use. */
export interface PolicyState {
  readonly name: string;
  readonly limit: number;
  /** For a policy with `per`: of the value that most leases have. */
  readonly active: number;
  /** Whether it denies this user, or only counts what it would deny. */
  readonly enforced: boolean;
}

/** The policies that apply to the user's plan, and how much of each these leases use. */
export const policyStates = (
  policies: readonly Policy[],
  { id, plan }: User,
  leases: readonly Lease[],
): PolicyState[] =>
  policies
    .filter(({ numbers }) => numberFor(numbers, plan) !== UNLIMITED)
    .map((policy) => ({
      name: policy.name,
      limit: numberFor(policy.numbers, plan),
      active: Math.max(0, ...leases.map((lease) => usedBeside(policy, lease, leases))),
      enforced: isInShare(policy.share, id, policy.name),
    }));

/** How many leases or values the policy counts beside this lease. */
const usedBeside = (policy: Policy, lease: Lease, leases: readonly Lease[]): number =>
  applies(policy, lease)
    ? new Set(leases.map((other) => keyIn(policy, other, lease)).filter((key) => key !== undefined)).size
    : 0;
