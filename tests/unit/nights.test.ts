import { describe, expect, test } from '@jest/globals';
import { readStage } from '../../scripts/support/stage.ts';
import { allAlarms } from '../support/nights/all-alarms.ts';
import { CAUSES } from '../support/nights/causes.ts';
import { type Expected, outcomeOf } from '../support/nights/evaluate.ts';
import { FLEETS } from '../support/nights/fleets.ts';
import { QUIET } from '../support/nights/quiet.ts';
import { RELEASES } from '../support/nights/releases.ts';
import { SUFFERING } from '../support/nights/suffering.ts';

const { params } = readStage('prod', {});
const NIGHTS: Readonly<Record<string, readonly Expected[]>> = {
  'when all is well': QUIET,
  'when viewers suffer': SUFFERING,
  'before viewers suffer': CAUSES,
  'while a release is under way': RELEASES,
  'in a stage with a fleet': FLEETS,
};
const SIZES = [
  ['small', 100, allAlarms({ ...params, accountConcurrency: 10, dailyBudget: 0.5 })],
  ['large', 5_000_000, allAlarms({ ...params, dailyBudget: 20_000 })],
] as const;
const all = Object.values(NIGHTS).flat();

/** `logins` of `logins 3, starts 15`. */
const namesIn = (text: string): string[] =>
  text === '' ? [] : text.split(', ').map((each) => each.split(' ')[0] ?? '');

describe.each(Object.entries(NIGHTS))('%s', (_, nights) => {
  test.each(nights)('$name', (night) => {
    for (const [size, viewers, alarms] of SIZES) {
      const [fires, pages] = night[size];
      expect({ size, ...outcomeOf(night, viewers, alarms) }).toEqual({ size, fires, pages, left: '' });
    }
  });
});

test('each alarm is needed: without it some night would fail', () => {
  const noticed = all.flatMap(({ small, large }) => [...namesIn(small[0]), ...namesIn(large[0])]);
  for (const [, , { metric }] of SIZES)
    expect([...metric.keys(), 'budget'].sort()).toEqual([...new Set(noticed)].sort());
});

test('every night pages, unless its row says why not', () => {
  const silent = all.filter(
    ({ small, large, silent: why }) => why === undefined && (small[0] === '' || large[0] === ''),
  );
  expect(silent).toEqual(QUIET.concat(RELEASES.filter(({ name }) => name.startsWith('it is as good'))));
});

test('a night pages once, and once more each time it gets worse', () => {
  // What it costs is known last.
  const GRAVITY = ['capacity', 'viewers', 'outage', 'outside', 'budget'];
  for (const { name, small, large } of all) {
    for (const [, pages] of [small, large]) {
      const steps = namesIn(pages).map((page) => GRAVITY.indexOf(page));
      expect({ name, steps }).toEqual({ name, steps: [...new Set(steps)].sort((a, b) => a - b) });
    }
  }
});
