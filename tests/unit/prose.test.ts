// The rules themselves are textlint's; these are the expressions that we give it.
import { expect, test } from '@jest/globals';
import { PATTERNS, subjectFault } from '../../scripts/lint/words.ts';

/** As textlint reads "/pattern/flags". */
const found = (text: string) =>
  PATTERNS.filter(({ pattern }) => {
    const [, body = '', flags] = /^\/(.*)\/(\w*)$/.exec(pattern) ?? [];
    return new RegExp(body, flags).test(text);
  });

test.each([
  'It is called at the door.',
  'Take-over, and being told.',
  "A lease that somebody else's hand has ended.",
  'Nobody is evicted in vain.',
  'Believes a refusal that brings no item: there is none.',
  'What no time-out would else end.',
  'It is the oldest session that ends.',
  'A rule. Who slept until the end of a lease, or nearly so, asks first.',
  'The generated URL answers no more then.',
])('%s', (sentence) => {
  expect(found(sentence)).toHaveLength(1);
});

test.each([
  'A session is evicted only if the new one gets its slot.',
  'What is a lease?',
  'It is clear.',
  'The clock, which nobody sets, tells the time.',
])('nothing in: %s', (sentence) => {
  expect(found(sentence)).toEqual([]);
});

test('the subject of a commit has at most 60 characters', () => {
  expect(subjectFault('renewals: demand the lease that was seen')).toBeUndefined();
  expect(subjectFault('x'.repeat(60))).toBeUndefined();
  expect(subjectFault('x'.repeat(61))).toContain('61 characters');
});
