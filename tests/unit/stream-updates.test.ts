import { expect, test } from '@jest/globals';
import { renew } from '../../src/domain/renewals.ts';
import { admit, type StreamUpdate, takeOver } from '../../src/domain/stream-updates.ts';
import type { Ended, Lease } from '../../src/domain/user.ts';

const lease = (session: string): Lease => ({ session, stream: 's', startedAt: 1, expiresAt: 2 });
const ended = (session: string): Ended => ({ session, reason: 'replaced', at: 1, by: { session: 's', stream: 's' } });
const when = { now: 3, stamp: 3 };
const limits = { standard: 20, byPlan: new Map(Array.from({ length: 40 }, (_, i) => [`plan ${i}`, 20])) };
const some = <T>(of: (name: string) => T, count: number) => Array.from({ length: count }, (_, i) => of(`some-${i}`));

test.each<[string, StreamUpdate]>([
  ['admission', admit(lease('s'), limits, when)],
  [
    'take-over',
    takeOver(
      lease('s'),
      {
        expired: some(lease, 10),
        replaced: some(lease, 10),
        leaseCount: 20,
        plan: 'plan 0',
        seen: some(ended, 3),
        ended: some(ended, 3),
      },
      limits,
      when,
    ),
  ],
  ['renewal', renew({ session: 's', stream: 't', ...when }, { spare: 5, full: 1 }, limits)],
])('the largest %s that the settings allow fits DynamoDB’s bounds of an expression', (_name, update) => {
  const { ConditionExpression, UpdateExpression } = update;
  expect(Buffer.byteLength(ConditionExpression)).toBeLessThan(4096);
  expect(Buffer.byteLength(UpdateExpression)).toBeLessThan(4096);
  const operators = ConditionExpression.match(/ (AND|OR|IN|=|<=?) |NOT |size|attribute_(not_)?exists/g) ?? [];
  expect(operators.length).toBeLessThan(300);
});
