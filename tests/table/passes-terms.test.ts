import { expect, test } from '@jest/globals';
import type { Limits } from '../../src/domain/limits.ts';
import type { User } from '../../src/domain/user.ts';
import { PassViewer } from '../support/pass-viewer.ts';

// How many leases may have ended with a pass that is still out for the first write of a start to admit, which knows
// nothing of the item. One more, and the start is decided from the item.

const viewer = new PassViewer();

const PLANS = new Map([
  ['basic plan', 2],
  ['premium plan', 5],
  ['gold plan', 5],
]);
const plain: Limits = { standard: 3, byPlan: new Map() };
const plans: Limits = { standard: 3, byPlan: PLANS };
/** More numbers than the term has room for. */
const manyPlans: Limits = {
  standard: 20,
  byPlan: new Map(Array.from({ length: 40 }, (_, i) => [`plan number ${i}`, 2 + (i % 17)])),
};
/** A plan below the standard. */
const lowest: Limits = { standard: 3, byPlan: new Map([['basic plan', 1]]) };

/** Of so many that have ended, the highest number with which a start is one write. */
async function mostForOneWrite(limits: Limits, user: Partial<User>): Promise<number> {
  const tokenLimit = typeof limits.ofToken === 'number' ? limits.ofToken : undefined;
  const deps = { ...viewer.deps, rules: { ...viewer.deps.rules, limits } };
  const now = viewer.table.clock.now();
  const takesOne = async (count: number) => {
    await viewer.create(deps);
    const ending = Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, now + 50_000]));
    await viewer.table.put({ ...(await viewer.item()), ...user, ending });
    const { writes } = await viewer.cost(() => viewer.start('a', { tokenLimit }, deps));
    // One that it refuses takes another, or is refused for good.
    return writes === 1 && (await viewer.item())?.activeStreams === 1;
  };
  let most = -1;
  while (most < 50 && (await takesOne(most + 1))) most++;
  return most;
}

test.each<[string, number, Limits, Partial<User>]>([
  ['the limit', 6, plain, {}],
  ['the smallest limit of any plan', 4, plans, { plan: 'basic plan' }],
  ['a higher limit of plans', 10, plans, { plan: 'premium plan' }],
  ['the standard limit, of a plan without a number', 6, plans, { plan: 'student' }],
  ['the standard limit, where a plan has less', 6, lowest, { plan: 'student' }],
  ['a plan with less than the standard limit', 2, lowest, { plan: 'basic plan' }],
  ['the smallest number of so many plans that the condition has no room for all', 4, manyPlans, { plan: 'student' }],
  ['the number of the token', 8, { ...plans, ofToken: 4 }, { plan: 'basic plan' }],
  ['the user’s own limit, once', 2, plain, { limit: 2 }],
  ['a higher one of the user’s own, once', 5, plain, { limit: 5 }],
  ['the number of an earlier token, once', 1, { ...plain, ofToken: 'stored' }, { tokenLimit: 1 }],
  ['the plan where there was no such token', 6, { ...plain, ofToken: 'stored' }, {}],
  [
    'the user’s own limit, before that of an earlier token',
    2,
    { ...plain, ofToken: 'stored' },
    { limit: 2, tokenLimit: 9 },
  ],
])('it goes by %s: %i', async (_, expected, limits, user) => {
  expect(await mostForOneWrite(limits, user)).toBe(expected);
});
