import { expect, test } from '@jest/globals';
import { rounds } from '../../scripts/support/rounds.ts';

const PROTECTED = { params: { tableDeletionProtection: true } };
const LIVE = { table: 'streamgate-prod', served: 'streamgate-prod', bounded: false };

test('a stage that is there is deployed once, gradually unless it cannot wait', () => {
  expect(rounds(PROTECTED, LIVE, false)).toEqual([{ options: [], env: {} }]);
  expect(rounds(PROTECTED, LIVE, true)).toEqual([{ options: [], env: { RELEASE: 'at-once' } }]);
  expect(rounds({ params: { tableDeletionProtection: false } }, undefined, false)).toEqual([{ options: [], env: {} }]);
});

test('a first deploy that fails leaves no protected table, as the protection comes in a second round', () => {
  const [first, second, ...others] = rounds(PROTECTED, undefined, false);
  expect(others).toEqual([]);
  expect(first).toEqual({ options: [], env: { FIRST_DEPLOY: 'true' } });
  expect(second?.env).not.toHaveProperty('FIRST_DEPLOY');
  // The code is the same: without it the CLI would find nothing to do.
  expect(second?.options).toEqual(['--force']);
});

test('the round that protects the table goes back for no alarm: that of health waits for its first checks then', () => {
  expect(rounds(PROTECTED, undefined, false)[1]?.env).toEqual({ RELEASE: 'at-once' });
});

test('a stack whose first deploy failed has no table yet, and begins anew', () => {
  expect(rounds(PROTECTED, { bounded: false }, false)).toHaveLength(2);
});
