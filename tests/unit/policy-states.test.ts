import { expect, test } from '@jest/globals';
import { type Policy, type Shape, UNLIMITED } from '../../src/domain/policies.ts';
import { policyStates } from '../../src/domain/policy-states.ts';
import type { Lease, Tags, User } from '../../src/domain/user.ts';

const policy = (name: string, shape: Shape, standard: number, share = 100): Policy => ({
  name,
  shape,
  numbers: { standard, byPlan: new Map([['gold', UNLIMITED]]) },
  share,
});
const lease = (session: string, stream: string, tags: Tags): Lease => ({
  session,
  stream,
  tags,
  startedAt: 1,
  expiresAt: 2,
});
const leases = [
  lease('a', 'goal', { quality: 'uhd', network: 'home' }),
  lease('b', 'goal', { quality: 'hd', network: 'home' }),
  lease('c', 'news', { quality: 'uhd' }),
];
const userOf = (plan: string): User => ({
  id: '010',
  name: 'Van Persie',
  subscription: plan,
  plan,
  createdAt: 1,
  leaseCount: 3,
  leases,
});
const POLICIES = [
  policy('uhd', { where: { quality: 'uhd' } }, 1),
  policy('same-title', { per: 'stream' }, 2, 0),
  policy('one-home', { distinct: 'network' }, 1),
  policy('phones', { where: { device: 'phone' } }, 1),
];

test('a policy counts its kind, the fullest group of a tag, or the different values of one', () => {
  expect(policyStates(POLICIES, userOf('basic'), leases)).toEqual([
    { name: 'uhd', limit: 1, active: 2, enforced: true },
    { name: 'same-title', limit: 2, active: 2, enforced: false },
    { name: 'one-home', limit: 1, active: 1, enforced: true },
    { name: 'phones', limit: 1, active: 0, enforced: true },
  ]);
});

test('a policy that does not apply to a plan is not shown', () => {
  expect(policyStates(POLICIES, userOf('gold'), leases)).toEqual([]);
});
