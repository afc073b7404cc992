import { rememberPasses } from '../../src/domain/ending.ts';
import { enrol } from '../../src/domain/enrolment.ts';
import { subscriptionOf } from '../../src/domain/plan-index.ts';
import type { Policy } from '../../src/domain/policies.ts';
import { renewBlindly, renewLong, renewShort } from '../../src/domain/renewal-writes.ts';
import { revoke } from '../../src/domain/revoke.ts';
import { admit, takeOver } from '../../src/domain/start-writes.ts';
import { stop } from '../../src/domain/stop.ts';
import type { Update } from '../../src/domain/table.ts';
import { bury } from '../../src/domain/tombstone.ts';
import type { Ended, Lease, User } from '../../src/domain/user.ts';
import { parseSettings } from '../../src/settings/settings.ts';

// What the settings allow at most: forty plans, ten policies, twenty leases.

const lease = (session: string): Lease => ({ session, stream: 's', startedAt: 1, expiresAt: 2 });
const ended = (session: string): Ended => ({ session, reason: 'replaced', at: 1, by: { session: 's', stream: 's' } });
const when = { now: 3, stamp: 3 };
const some = <T>(of: (name: string) => T, count: number) => Array.from({ length: count }, (_, i) => of(`some-${i}`));
const rules = {
  ...parseSettings({ TABLE_NAME: 'users', AUTH: 'none' }).rules,
  limits: {
    standard: 20,
    byPlan: new Map(Array.from({ length: 40 }, (_, i) => [`plan ${i}`, 20])),
    ofToken: 'stored' as const,
  },
};
const start = {
  id: '010',
  wanted: lease('s'),
  replace: [],
  claim: { subscription: subscriptionOf('010', 'plan 0'), limit: 20 },
};
const user: User = {
  id: '010',
  name: 'Van Persie',
  subscription: 'plan 0',
  plan: 'plan 0',
  createdAt: 1,
  leaseCount: 20,
  leases: some(lease, 20),
  ended: some(ended, 3),
};

/** As large as the settings allow: ten policies of two tags, with numbers for all plans. */
const policies = Array.from(
  { length: 10 },
  (_, i): Policy => ({
    name: `policy-${i}`,
    shape: { where: { quality: 'uhd', [`tag-${i}`]: 'x'.repeat(32) } },
    numbers: {
      standard: i,
      byPlan: new Map(Array.from({ length: 40 }, (_, plan) => [`plan ${plan}`, (plan + i) % 21])),
    },
    share: 100,
  }),
);
/** Numbers for ten of the plans: the terms are longer than those of all plans, which give way to one number. */
const withSome = policies.map(
  (policy): Policy => ({
    ...policy,
    shape: { where: { quality: 'uhd' } },
    numbers: { standard: 20, byPlan: new Map([...policy.numbers.byPlan].slice(0, 10)) },
  }),
);
const tags = Object.fromEntries([...policies.map((_, i) => [`tag-${i}`, 'x'.repeat(32)]), ['quality', 'uhd']]);
const tagged = { ...start, wanted: { ...lease('s'), tags } };
const under = (list: readonly Policy[]) => ({ ...rules, policies: list });
const asked = { id: '010', session: 's', stream: 't', tags: { a: '1', b: '2', c: '3', d: '4', e: '5' } };
const room = { expired: some(lease, 10), replaced: some(lease, 20).slice(10), ended: some(ended, 3) };

/** With passes on; the number of leases that may have ended is another for as many plans as fit. */
const passing = {
  ...under(withSome),
  passes: { youngSeconds: 60 },
  limits: {
    ...rules.limits,
    byPlan: new Map([...rules.limits.byPlan.keys()].map((plan, i) => [plan, i < 14 ? 19 : 20])),
  },
};
const kept = { since: 1, pass: 2, ending: Object.fromEntries(some((name) => [name, 1] as const, 60)) };
const exactly = { startedAt: 1, exactly: user, passes: kept };

/** The largest writes, by what they do. */
export const LARGEST_WRITES: readonly (readonly [name: string, update: Update])[] = [
  ['admission', admit(start, rules, when)],
  ['take-over', takeOver(start, user, room, rules, when)],
  ['enrolment', enrol(tagged, subscriptionOf('010', 'plan 0'), rules, when)],
  ['renewal', renewBlindly({ id: 'u', session: 's', stream: 't' }, when, rules)],
  ['admission under policies', admit(tagged, under(policies), when)],
  ['admission under policies for some plans', admit(tagged, under(withSome), when)],
  ['admission that policies had a say in', admit(tagged, under(policies), when, user)],
  [
    'take-over that policies had a say in',
    takeOver({ ...tagged, replace: 'others' }, user, room, under(policies), when, true),
  ],
  ['long renewal', renewLong(asked, when, 9, under(policies), { startedAt: 1, exactly: user })],
  ['short renewal', renewShort(asked, when, 9, under(policies), { startedAt: 1, exactly: user })],
  ['renewal under policies', renewBlindly(asked, when, under(policies))],
  ['renewal under policies for some plans', renewBlindly(asked, when, under(withSome))],
  ['admission with passes', admit(tagged, passing, when)],
  ['take-over with passes', takeOver({ ...tagged, replace: 'others' }, user, room, passing, when, true)],
  ['enrolment with passes', enrol(tagged, subscriptionOf('010', 'plan 0'), passing, when)],
  ['renewal with passes', renewBlindly(asked, when, passing)],
  ['long renewal with passes', renewLong(asked, when, 9, passing, exactly)],
  ['stop with passes', stop('s', when, passing)],
  ['revoke with passes', revoke(9, when, rememberPasses(user.leases, when))],
  ['removal with passes', bury(user, when, passing)],
];
