import { expect, test } from '@jest/globals';
import { type Policy, type Shape, UNLIMITED } from '../../src/domain/policies.ts';
import { fewerThanAnyPolicy, noKindIsFull } from '../../src/domain/policy-terms.ts';

const policy = (shape: Shape, standard: number, plans: Record<string, number> = {}): Policy => ({
  name: 'rule',
  shape,
  numbers: { standard, byPlan: new Map(Object.entries(plans)) },
  share: 100,
});

test('a start uses the smallest number of the policies that apply, for each plan', () => {
  const uhd = policy({ where: { quality: 'uhd' } }, 1, { gold: 4 });
  const title = policy({ per: 'stream' }, 2, { gold: UNLIMITED, tin: 2 });
  expect(fewerThanAnyPolicy([uhd])).toEqual({
    conditions: ['(#plan IN (:p0) AND activeStreams < :p1 OR NOT #plan IN (:p0) AND activeStreams < :p2)'],
    names: { '#plan': 'plan' },
    values: { ':p0': 'gold', ':p1': 4, ':p2': 1 },
  });
  expect(fewerThanAnyPolicy([uhd, title])).toMatchObject({ values: { ':p0': 'gold', ':p1': 4, ':p2': 1 } });
  expect(fewerThanAnyPolicy([title]).conditions).toEqual([
    '(#plan IN (:p0) OR NOT #plan IN (:p0) AND activeStreams < :p1)',
  ]);
});

test('no policy, or only unlimited ones: no term', () => {
  const nothing = { conditions: [], names: {}, values: {} };
  expect(fewerThanAnyPolicy([])).toEqual(nothing);
  expect(fewerThanAnyPolicy([policy({ per: 'stream' }, UNLIMITED)])).toEqual(nothing);
  expect(noKindIsFull([policy({ distinct: 'network' }, 1)])).toEqual(nothing);
});

test('a renewal reads the tags of its own lease', () => {
  const rules = [
    policy({ where: { quality: 'uhd', place: 'away' } }, 1),
    policy({ per: 'device' }, 2),
    policy({ per: 'stream' }, 3),
    policy({ distinct: 'network' }, 1),
  ];
  expect(noKindIsFull(rules).conditions).toEqual([
    '(NOT (streams.#session.tags.#t0 = :p1 AND streams.#session.tags.#t1 = :p2) OR activeStreams < :p0)',
    '(NOT attribute_exists(streams.#session.tags.#t2) OR activeStreams < :p3)',
    'activeStreams < :p4',
  ]);
  expect(noKindIsFull(rules).names).toEqual({ '#t0': 'quality', '#t1': 'place', '#t2': 'device' });
});

test('a term that is too long for a condition is replaced by the smallest number, which is stricter', () => {
  const plans = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`plan ${i}`, i % 20]));
  const rules = Array.from({ length: 10 }, (_, i) => policy({ where: { quality: `q${i}` } }, 20, plans));
  for (const term of [fewerThanAnyPolicy(rules), noKindIsFull(rules)]) {
    expect(term).toEqual({ conditions: ['activeStreams < :p0'], names: {}, values: { ':p0': 0 } });
  }
});
