import { expect, test } from '@jest/globals';
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
