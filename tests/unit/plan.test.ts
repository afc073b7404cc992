import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planOf } from '../../src/domain/limits.ts';

test.each([
  ['Premium Plan', 'premium plan'],
  [' premium\u00a0\tPLAN\u3000', 'premium plan'],
  ['Pre\u0301mium', 'prémium'],
  ['PRE\u0301MIUM', 'prémium'],
  // There is no such capital letter in Unicode, but there is the small one.
  ['J\u030c', 'ǰ'],
])('%j is the plan %j', (subscription, plan) => {
  expect(planOf(subscription)).toBe(plan);
});

test('a plan is one spelling: of itself, and of each form of Unicode', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
      const plan = planOf(text);
      expect(planOf(plan)).toBe(plan);
      expect(planOf(text.normalize('NFD'))).toBe(planOf(text.normalize('NFC')));
    }),
    { numRuns: 2000 },
  );
});
