import { expect, test } from '@jest/globals';
import { UNLIMITED } from '../../src/domain/policies.ts';
import { parsePolicies } from '../../src/settings/policies.ts';

const errorsOf = (policies: unknown) => parsePolicies(JSON.stringify(policies)).errors;
const good = { name: 'uhd', where: { quality: 'uhd' }, limit: 1 };

test('the three shapes, limits by plan, mode and share', () => {
  const text = JSON.stringify([
    { name: 'uhd', where: { quality: 'uhd' }, limit: 1, plans: { ' Premium PLAN ': 2 } },
    { name: 'same-title', per: 'stream', limit: 2, mode: 'monitor' },
    { name: 'one-home', distinct: 'network', limit: 1, plans: { 'plus plan': null }, mode: 'monitor', share: 10 },
    { name: 'sport', where: { group: 'sport' }, limit: null, plans: { basic: 1 }, share: 50 },
  ]);
  expect(parsePolicies(text)).toEqual({
    errors: [],
    policies: [
      {
        name: 'uhd',
        shape: { where: { quality: 'uhd' } },
        numbers: { standard: 1, byPlan: new Map([['premium plan', 2]]) },
        share: 100,
      },
      { name: 'same-title', shape: { per: 'stream' }, numbers: { standard: 2, byPlan: new Map() }, share: 0 },
      {
        name: 'one-home',
        shape: { distinct: 'network' },
        numbers: { standard: 1, byPlan: new Map([['plus plan', UNLIMITED]]) },
        share: 10,
      },
      {
        name: 'sport',
        shape: { where: { group: 'sport' } },
        numbers: { standard: UNLIMITED, byPlan: new Map([['basic', 1]]) },
        share: 50,
      },
    ],
  });
});

test('without the setting there are no policies', () => {
  expect(parsePolicies(undefined)).toEqual({ policies: [], errors: [] });
});

test.each<[string, unknown, string]>([
  ['no list', good, 'STREAM_POLICIES must be a JSON array of policies'],
  ['no object', ['uhd'], 'STREAM_POLICIES[0] must be a JSON object'],
  ['a name with a blank', [{ ...good, name: 'u hd' }], 'STREAM_POLICIES[0].name must be 1 to 32 of a-z 0-9 -'],
  ['no name', [{ per: 'stream', limit: 1 }], 'STREAM_POLICIES[0].name must be 1 to 32 of a-z 0-9 -'],
  [
    'the name of the limit',
    [{ ...good, name: 'limit' }],
    'STREAM_POLICIES[0].name must not be "limit", which the limit is called',
  ],
  ['two shapes', [{ ...good, per: 'stream' }], 'STREAM_POLICIES[0] must have exactly one of where, per and distinct'],
  ['no shape', [{ name: 'a', limit: 1 }], 'STREAM_POLICIES[0] must have exactly one of where, per and distinct'],
  [
    'no tag',
    [{ ...good, where: {} }],
    'STREAM_POLICIES[0].where must be a JSON object of one to five tags, such as {"quality":"uhd"}',
  ],
  [
    'a tag that none can have',
    [{ ...good, where: { Quality: 'uhd' } }],
    'STREAM_POLICIES[0].where names a tag that must be 1 to 32 of a-z 0-9 -',
  ],
  [
    'a value that none can have',
    [{ ...good, where: { quality: 'UHD' } }],
    'STREAM_POLICIES[0].where.quality must be 1 to 32 of a-z 0-9 -',
  ],
  [
    'no limit',
    [{ name: 'a', per: 'stream' }],
    'STREAM_POLICIES[0].limit must be a whole number from 0 to 20, or null for no limit',
  ],
  [
    'a limit that is too high',
    [{ ...good, limit: 21 }],
    'STREAM_POLICIES[0].limit must be a whole number from 0 to 20, or null for no limit',
  ],
  [
    'a plan’s number',
    [good, { ...good, name: 'b', plans: { gold: 'two' } }],
    'STREAM_POLICIES[1].plans.gold must be a whole number from 0 to 20, or null for no limit',
  ],
  [
    'a plan twice',
    [{ ...good, plans: { gold: 1, ' GOLD': 2 } }],
    'STREAM_POLICIES[0].plans names the plan "gold" twice',
  ],
  ['a mode', [{ ...good, mode: 'off' }], 'STREAM_POLICIES[0].mode must be enforce or monitor'],
  ['a share', [{ ...good, share: 101 }], 'STREAM_POLICIES[0].share must be a whole number of percent from 0 to 100'],
  ['a typo', [{ ...good, shar: 10 }], 'STREAM_POLICIES[0].shar is not known'],
  ['two of one name', [good, good], 'STREAM_POLICIES names the policy "uhd" twice'],
  [
    'eleven',
    Array.from({ length: 11 }, (_, i) => ({ ...good, name: `p${i}` })),
    'STREAM_POLICIES must be at most 10 policies',
  ],
  [
    'too many plans',
    [{ ...good, plans: Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`p${i}`, 1])) }],
    'STREAM_POLICIES names more than 40 plans',
  ],
])('%s is named with its place', (_, policies, message) => {
  expect(errorsOf(policies)).toEqual([message]);
});

test('text that is not JSON is refused as such, and all mistakes are reported at once', () => {
  expect(parsePolicies('[').errors).toEqual(['STREAM_POLICIES must be a JSON array of policies']);
  expect(
    errorsOf([
      { ...good, limit: -1, share: 'all' },
      { ...good, mode: 1 },
    ]),
  ).toHaveLength(3);
});
