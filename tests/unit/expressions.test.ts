import { expect, test } from '@jest/globals';
import { fewHaveEnded } from '../../src/domain/ending-terms.ts';
import { LARGEST_WRITES } from '../support/largest-writes.ts';

test.each(LARGEST_WRITES)(
  'the largest %s that the settings allow fits DynamoDB’s bounds of an expression',
  (_name, update) => {
    const { ConditionExpression, UpdateExpression } = update;
    expect(Buffer.byteLength(ConditionExpression)).toBeLessThan(4096);
    expect(Buffer.byteLength(UpdateExpression)).toBeLessThan(4096);
    const operators = ConditionExpression.match(/ (AND|OR|IN|=|<=?) |NOT |size|attribute_(not_)?exists/g) ?? [];
    expect(operators.length).toBeLessThan(300);
  },
);

test('the bounds hold with the longest term for plans and passes, and with the one number that takes its place', () => {
  const plansIn = (plans: number) => {
    const byPlan = new Map(Array.from({ length: 40 }, (_, i) => [`plan ${i}`, i < plans ? 5 : 3]));
    return fewHaveEnded({ standard: 3, byPlan, ofToken: 'stored' }).condition;
  };
  expect(plansIn(20)).toContain('#plan IN');
  expect(plansIn(40)).not.toContain('#plan IN');
});
