import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { mutated } from '../mutants/mutated.ts';
import { MUTATIONS } from '../mutants/mutations.ts';
import { rowsOf, withTable } from '../mutants/table.ts';

const text = readFileSync('docs/correctness.md', 'utf8');
const names = MUTATIONS.map(({ name }) => name);

test('docs/correctness.md has a row for each mutation (npm run test:mutants -- --write)', () => {
  expect([...rowsOf(text).keys()]).toEqual(names);
});

test.each(MUTATIONS)('"$name" fits the code', (mutation) => {
  const { before, after } = mutated('.', mutation);
  expect(after).not.toBe(before);
});

test('a run replaces the rows of what it ran, keeps the others, and drops those of no mutation', () => {
  const before =
    'Text\n\n| broken on purpose | noticed by |\n|---|---|\n| a: old | unit/a: x |\n| b | unit/b: y |\n| gone | z |\n';
  const after = withTable(
    before,
    ['b', 'a: old', 'c'],
    new Map([
      ['a: old', 'unit/a: new | more'],
      ['c', 'unit/c: d'],
    ]),
  );
  expect(after.split('|---|---|\n')[1]).toBe('| b | unit/b: y |\n| a: old | unit/a: new | more |\n| c | unit/c: d |\n');
  expect(() => withTable(before, ['new'], new Map())).toThrow('"new" has not run');
});
