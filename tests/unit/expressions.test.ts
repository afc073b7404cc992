import { expect, test } from '@jest/globals';
import { subscriptionOf } from '../../src/domain/plan-index.ts';
import { renewBlindly } from '../../src/domain/renewal.ts';
import { admit, takeOver } from '../../src/domain/start-writes.ts';
import type { Update } from '../../src/domain/table.ts';
import type { Ended, Lease, User } from '../../src/domain/user.ts';
import { parseSettings } from '../../src/settings/settings.ts';

const lease = (session: string): Lease => ({ session, stream: 's', startedAt: 1, expiresAt: 2 });
const ended = (session: string): Ended => ({ session, reason: 'replaced', at: 1, by: { session: 's', stream: 's' } });
const when = { now: 3, stamp: 3 };
const some = <T>(of: (name: string) => T, count: number) => Array.from({ length: count }, (_, i) => of(`some-${i}`));
const rules = {
  ...parseSettings({ TABLE_NAME: 'users', AUTH: 'none' }).rules,
  limits: {
    standard: 20,
    byPlan: new Map(Array.from({ length: 40 }, (_, i) => [`plan ${i}`, 20])),
    ofToken: 'stored' as const,
  },
};
const start = {
  id: '010',
  wanted: lease('s'),
  replace: [],
  claim: { subscription: subscriptionOf('010', 'plan 0'), limit: 20 },
};
const user: User = {
  id: '010',
  name: 'Van Persie',
  subscription: 'plan 0',
  plan: 'plan 0',
  createdAt: 1,
  leaseCount: 20,
  leases: some(lease, 20),
  ended: some(ended, 3),
};

test.each<[string, Update]>([
  ['admission', admit(start, rules, when)],
  [
    'take-over',
    takeOver(
      start,
      user,
      { expired: some(lease, 10), replaced: some(lease, 20).slice(10), ended: some(ended, 3) },
      rules,
      when,
    ),
  ],
  ['renewal', renewBlindly({ session: 's', stream: 't' }, when, rules)],
])('the largest %s that the settings allow fits DynamoDB’s bounds of an expression', (_name, update) => {
  const { ConditionExpression, UpdateExpression } = update;
  expect(Buffer.byteLength(ConditionExpression)).toBeLessThan(4096);
  expect(Buffer.byteLength(UpdateExpression)).toBeLessThan(4096);
  const operators = ConditionExpression.match(/ (AND|OR|IN|=|<=?) |NOT |size|attribute_(not_)?exists/g) ?? [];
  expect(operators.length).toBeLessThan(300);
});
