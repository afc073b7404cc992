import { expect, test } from '@jest/globals';

Object.assign(process.env, { TABLE_NAME: 'users', AUTH: 'none', AWS_REGION: 'us-east-1' });
const { subscriptionIn } = await import('../../src/http/subscription-claim.ts');

const limits = {
  standard: 3,
  byPlan: new Map([
    ['premium', 4],
    ['premium plan', 5],
    ['family', 6],
  ]),
};

test.each<[string, unknown, string | undefined]>([
  ['text, as it is', 'Basic Plan', 'Basic Plan'],
  ['a list: the first with a limit of its own', ['news', 'Family', 'premium'], 'Family'],
  ['a list without one: its first', ['news', 'sports'], 'news'],
  ['a list as API Gateway writes it', '[news Family premium]', 'family'],
  ['such a list with blanks in its names', '[news premium plan family]', 'premium plan'],
  ['such a list without a plan that has a limit', '[news sports]', 'news'],
  ['no list: half a bracket', '[news', '[news'],
  ['an empty list', [], undefined],
  ['an empty list as API Gateway writes it', '[]', undefined],
  ['a list of other things', [7], undefined],
  ['a number', 7, undefined],
  ['nothing', '', undefined],
  ['blanks', '  ', undefined],
  ['too much', 'x'.repeat(129), undefined],
  ['what nobody can read', 'a\u0007b', undefined],
])('%s', (_name, claim, subscription) => {
  expect(subscriptionIn(claim, limits)).toBe(subscription);
});
