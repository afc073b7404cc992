import { expect, test } from '@jest/globals';
import { renewBlindly } from '../../src/domain/renewal.ts';
import type { Rules } from '../../src/domain/rules.ts';
import { admit, takeOver } from '../../src/domain/start-writes.ts';
import type { Update } from '../../src/domain/table.ts';
import type { Ended, Lease } from '../../src/domain/user.ts';

const lease = (session: string): Lease => ({ session, stream: 's', startedAt: 1, expiresAt: 2 });
const ended = (session: string): Ended => ({ session, reason: 'replaced', at: 1, by: { session: 's', stream: 's' } });
const when = { now: 3, stamp: 3 };
const rules: Rules = {
  limits: { standard: 20, byPlan: new Map(Array.from({ length: 40 }, (_, i) => [`plan ${i}`, 20])) },
  leaseSeconds: 1,
  renewSeconds: 1,
  spareLeaseSeconds: 5,
  spareRenewSeconds: 5,
  whenFull: 'deny',
  protectSeconds: 0,
};
const some = <T>(of: (name: string) => T, count: number) => Array.from({ length: count }, (_, i) => of(`some-${i}`));

test.each<[string, Update]>([
  ['admission', admit(lease('s'), rules, when)],
  [
    'take-over',
    takeOver(
      lease('s'),
      {
        expired: some(lease, 10),
        replaced: some(lease, 10),
        leaseCount: 20,
        userPlan: 'plan 0',
        seen: some(ended, 3),
        ended: some(ended, 3),
      },
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
