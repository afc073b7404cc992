import { describe, expect, test } from '@jest/globals';
import { type Bound, boundOfLimit, boundsOf, expiredThatHelp, fewestThatHelp } from '../../src/domain/bounds.ts';
import {
  enforcedFor,
  hundredthOf,
  isKindFull,
  mayRetag,
  type Policy,
  policiesOfPlan,
  type Shape,
  UNLIMITED,
} from '../../src/domain/policies.ts';
import type { Lease, Tags } from '../../src/domain/user.ts';

const NOW = 1000;
const lease = (session: string, tags: Tags = {}, more: Partial<Lease> = {}): Lease => ({
  session,
  stream: 'film',
  startedAt: 1,
  expiresAt: NOW + 1,
  tags,
  ...more,
});
const dead = (session: string, tags: Tags = {}): Lease => lease(session, tags, { expiresAt: NOW });
const policy = (shape: Shape, standard: number, plans: Record<string, number> = {}, share = 100): Policy => ({
  name: 'rule',
  shape,
  numbers: { standard, byPlan: new Map(Object.entries(plans)) },
  share,
});

const uhd = policy({ where: { quality: 'uhd' } }, 1);
const sameTitle = policy({ per: 'stream' }, 2);
const oneHome = policy({ distinct: 'network' }, 1);

/** Which of these leases give way so that a lease with these tags may start. */
const givingWay = (bounds: readonly Bound[], leases: readonly Lease[], wanted: Lease) =>
  fewestThatHelp(leases, leases, wanted, bounds)?.map(({ session }) => session);

describe('which leases a policy counts', () => {
  test.each<[string, Policy, Lease[], Lease, string[] | undefined]>([
    ['where: none of the kind', uhd, [lease('a'), lease('b')], lease('n', { quality: 'uhd' }), []],
    [
      'where: one of the kind',
      uhd,
      [lease('a'), lease('b', { quality: 'uhd' })],
      lease('n', { quality: 'uhd' }),
      ['b'],
    ],
    ['where: the new one is of no kind', uhd, [lease('b', { quality: 'uhd' })], lease('n', { quality: 'hd' }), []],
    [
      'where: all its tags must be there',
      policy({ where: { quality: 'uhd', place: 'away' } }, 0),
      [],
      lease('n', { quality: 'uhd' }),
      [],
    ],
    [
      'where: none is allowed',
      policy({ where: { quality: 'uhd' } }, 0),
      [lease('a')],
      lease('n', { quality: 'uhd' }),
      undefined,
    ],
    ['per: two of one title', sameTitle, [lease('a'), lease('b')], lease('n'), ['a']],
    ['per: another title', sameTitle, [lease('a'), lease('b')], lease('n', {}, { stream: 'news' }), []],
    [
      'per a tag: leases without it do not count',
      policy({ per: 'kind' }, 1),
      [lease('a')],
      lease('n', { kind: 'tv' }),
      [],
    ],
    ['per a tag: the new one has none', policy({ per: 'kind' }, 1), [lease('a', { kind: 'tv' })], lease('n'), []],
    [
      'distinct: the same network',
      oneHome,
      [lease('a', { network: 'h' }), lease('b', { network: 'h' })],
      lease('n', { network: 'h' }),
      [],
    ],
    [
      'distinct: another network must go as a whole',
      oneHome,
      [lease('a', { network: 'h' }), lease('b'), lease('c', { network: 'h' })],
      lease('n', { network: 'x' }),
      ['a', 'c'],
    ],
    [
      'distinct: of two networks the smaller one goes',
      policy({ distinct: 'network' }, 2),
      [lease('a', { network: 'h' }), lease('b', { network: 'h' }), lease('c', { network: 'k' })],
      lease('n', { network: 'x' }),
      ['c'],
    ],
    [
      'unlimited for this plan',
      policy({ where: { quality: 'uhd' } }, 1, { gold: UNLIMITED }),
      [lease('b', { quality: 'uhd' })],
      lease('n', { quality: 'uhd' }),
      [],
    ],
  ])('%s', (_, rule, leases, wanted, expected) => {
    expect(givingWay(boundsOf([rule], wanted, 'gold'), leases, wanted)).toEqual(expected);
  });
});

describe('the fewest that make room', () => {
  const wanted = lease('n', { quality: 'uhd' });
  const bounds = [boundOfLimit(3), ...boundsOf([uhd], wanted, 'basic')];

  test('one lease that counts for both the limit and a policy goes before two', () => {
    const leases = [lease('a'), lease('b', { quality: 'uhd' }), lease('c')];
    expect(givingWay(bounds, leases, wanted)).toEqual(['b']);
  });

  test('of equally few, those that were named first', () => {
    const leases = [lease('a'), lease('b'), lease('c')];
    expect(givingWay(bounds, leases, wanted)).toEqual(['a']);
    expect(givingWay(bounds, [...leases].reverse(), wanted)).toEqual(['c']);
  });

  test('none if all willing leases are not enough', () => {
    const leases = [lease('a'), lease('b', { quality: 'uhd' })];
    expect(fewestThatHelp([leases[0] ?? lease('')], leases, wanted, bounds)).toBeUndefined();
  });

  test('twenty leases under ten policies are decided in time', () => {
    const kinds = ['a', 'b', 'c', 'd', 'e'];
    const tags = (i: number) => Object.fromEntries(kinds.map((kind, k) => [kind, `${(i >> k) % 2}`]));
    const leases = Array.from({ length: 20 }, (_, i) => lease(`s${i}`, tags(i * 7)));
    const wanted = lease('n', tags(31));
    const rules = kinds.flatMap((kind) => [
      policy({ where: { [kind]: '1' } }, 3),
      policy({ distinct: kind }, 1),
      policy({ per: kind }, 5),
    ]);
    const began = performance.now();
    for (let more = 0; more < 10; more++) {
      givingWay([boundOfLimit(20 - more), ...boundsOf(rules.slice(0, 10), wanted, '')], leases, wanted);
    }
    // Some milliseconds each; a search without an end would take minutes.
    expect((performance.now() - began) / 10).toBeLessThan(500);
  });
});

describe('expired leases', () => {
  const wanted = lease('n', { quality: 'uhd', network: 'x' });

  test('only those of the kind that is full are reclaimed', () => {
    const leases = [dead('a'), dead('b', { quality: 'uhd' })];
    const bounds = [boundOfLimit(3), ...boundsOf([uhd], wanted, '')];
    expect(expiredThatHelp(bounds, leases, wanted, NOW)).toEqual([leases[1]]);
    expect(expiredThatHelp([boundOfLimit(2), ...bounds.slice(1)], leases, wanted, NOW)).toEqual(leases);
  });

  test('those on a network with a live lease would not help', () => {
    const bounds = boundsOf([oneHome], wanted, '');
    const leases = [dead('a', { network: 'h' }), lease('b', { network: 'h' }), dead('c', { network: 'k' })];
    expect(expiredThatHelp(bounds, leases, wanted, NOW)).toEqual([leases[2]]);
  });
});

describe('the pace', () => {
  const leases = [lease('a', { quality: 'uhd', network: 'h' }), lease('b')];
  test.each<[string, Policy, Lease, boolean]>([
    ['a lease of the full kind is short', uhd, leases[0] ?? lease(''), true],
    ['a lease of another kind is not', uhd, leases[1] ?? lease(''), false],
    ['per: two of one title', sameTitle, leases[1] ?? lease(''), true],
    ['a distinct policy never makes a lease short', oneHome, leases[0] ?? lease(''), false],
  ])('%s', (_, rule, held, expected) => {
    expect(isKindFull([rule], held, leases, 'basic')).toBe(expected);
  });
});

test('a renewal may change what a policy counts by its tags, and by its stream where a policy reads that', () => {
  expect(mayRetag([uhd], { stream: 'news' })).toBe(false);
  expect(mayRetag([sameTitle], { stream: 'news' })).toBe(true);
  expect(mayRetag([uhd], { tags: {} })).toBe(true);
  expect(mayRetag([], { stream: 'news', tags: {} })).toBe(false);
  expect(mayRetag([uhd], {})).toBe(false);
});

test('a share is a stable part of the users, grows without changing them, and differs by rule', () => {
  const users = Array.from({ length: 10_000 }, (_, i) => `user-${i}`);
  const chosen = (share: number, name = 'rule') =>
    users.filter((id) => enforcedFor([{ ...policy({ per: 'stream' }, 1, {}, share), name }], id).length > 0);
  expect(chosen(0)).toEqual([]);
  expect(chosen(100)).toHaveLength(users.length);
  const tenth = new Set(chosen(10));
  expect(tenth.size).toBeGreaterThan(900);
  expect(tenth.size).toBeLessThan(1100);
  const half = new Set(chosen(50));
  expect([...tenth].every((id) => half.has(id))).toBe(true);
  expect(chosen(10, 'other').filter((id) => tenth.has(id)).length).toBeLessThan(150);
  expect(hundredthOf('user-1', 'rule')).toBe(hundredthOf('user-1', 'rule'));
});

test('a token that names the plan decides the numbers', () => {
  const [rule] = policiesOfPlan([policy({ per: 'stream' }, 1, { gold: 4 })], 'gold');
  expect(rule?.numbers).toEqual({ standard: 4, byPlan: new Map() });
});
