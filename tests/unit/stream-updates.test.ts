import { expect, test } from '@jest/globals';
import { admit } from '../../src/domain/stream-updates.ts';
import type { Lease } from '../../src/domain/user.ts';

const lease = (session: string): Lease => ({ session, stream: 's', startedAt: 1, expiresAt: 2 });

test('the largest admission that the settings allow fits DynamoDB’s bounds of an expression', () => {
  const byPlan = new Map(Array.from({ length: 40 }, (_, i) => [`plan ${i}`, 20]));
  const expired = Array.from({ length: 20 }, (_, i) => lease(`expired-${i}`));
  const { ConditionExpression, UpdateExpression } = admit(lease('s'), { standard: 20, byPlan }, expired);
  expect(Buffer.byteLength(ConditionExpression)).toBeLessThan(4096);
  expect(Buffer.byteLength(UpdateExpression)).toBeLessThan(4096);
  const operators = ConditionExpression.match(/ (AND|OR|IN|=|<) |NOT |attribute_(not_)?exists/g) ?? [];
  expect(operators.length).toBeLessThan(300);
});
