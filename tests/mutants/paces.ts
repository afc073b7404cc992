import type { Mutation } from './mutation.ts';

const MODEL = 'tests/property/model';
const PACES = 'tests/property/interleavings/paces';
const ENROLLING = 'tests/property/interleavings/enrolling';
const REFUSAL = 'tests/unit/refusal';
const DECISIONS = 'tests/unit/decisions/renewal';

/** Of the two paces, and of what a token says. */
export const PACES_AND_PLANS: readonly Mutation[] = [
  {
    name: 'paces: a full user’s renewal is long',
    file: 'src/domain/renewal.ts',
    search: 'const full = user.leaseCount >= limit ||',
    replace: 'const full =',
    tests: MODEL,
  },
  {
    name: 'paces: a renewal is short although a slot is free',
    file: 'src/domain/renewal.ts',
    search: 'const full = user.leaseCount >= limit ||',
    replace: 'const full = user.leaseCount >= 0 ||',
    tests: MODEL,
  },
  {
    name: 'paces: swaps long and short',
    file: 'src/domain/renewal.ts',
    search: 'user.leaseCount >= limit ||',
    replace: 'user.leaseCount < limit ||',
    tests: MODEL,
  },
  {
    name: 'paces: a short renewal makes a lease end earlier',
    file: 'src/domain/renewal-writes.ts',
    search: "streams.#session.pace = :full',\n    condition: 'streams.#session.expiresAt <= :until'",
    replace: "streams.#session.pace = :full',\n    condition: 'attribute_exists(id)'",
    tests: PACES,
    only: 'an older renew for long, renew of the same',
  },
  {
    name: 'enrol: overwrites an existing user',
    file: 'src/domain/enrolment.ts',
    search: "'attribute_not_exists(createdAt)',",
    replace: "'attribute_not_exists(nothing)',",
    tests: ENROLLING,
    only: 'enrol, enrol',
  },
  {
    name: 'claim: the item’s plan sets the limit, not the token’s',
    file: 'src/domain/rules.ts',
    search: 'limitsOfPlan(rules.limits, subscription.plan)',
    replace: 'rules.limits',
    tests: MODEL,
  },
  {
    name: 'claim: the item does not get the token’s subscription',
    file: 'src/domain/claim.ts',
    search: "':subscription': subscription.subscription",
    replace: "':subscription': subscription.plan",
    tests: MODEL,
  },
  {
    name: 'paces: a renewal makes a lease end earlier',
    file: 'src/domain/renewal-writes.ts',
    search: "condition: ['streams.#session.expiresAt <= :until', ...same.conditions]",
    replace: "condition: ['attribute_exists(streams.#session)', ...same.conditions]",
    tests: PACES,
    only: 'renew by an instance of one pace',
  },
  {
    name: 'paces: the first long write does not check for a free slot',
    file: 'src/domain/renewal-writes.ts',
    search: '[isLong, slot.condition, ',
    replace: '[isLong, "attribute_exists(id)", ',
    tests: MODEL,
  },
  {
    name: 'paces: the second long write does not check for a free slot',
    file: 'src/domain/renewal-writes.ts',
    search: 'expiresAt <= :until AND $' + '{slot.condition}',
    replace: 'expiresAt <= :until AND (attribute_exists(id) OR $' + '{slot.condition})',
    tests: PACES,
    only: 'an older admit to the last slot',
  },
  {
    name: 'paces: a short renewal is lost if there is no time to make it long',
    file: 'src/domain/write-until-decided.ts',
    search: 'next.otherwise ?? ',
    replace: '',
    tests: REFUSAL,
  },
  {
    name: 'claim: a repeated start does not update the item',
    file: 'src/domain/renewal.ts',
    search: 'isInStep(user, asked.claim ?? {})',
    replace: 'isInStep(user, {})',
    tests: 'tests/unit/decisions/start',
  },
  {
    name: 'renew: gives a new lease of the session the old one’s end',
    file: 'src/domain/renewal-writes.ts',
    search: "['streams.#session.startedAt = :startedAt']",
    replace: "['(streams.#session.startedAt = :startedAt OR attribute_exists(id))']",
    tests: 'tests/table/clocks',
    only: 'a renewal extends only',
  },
  {
    name: 'renew: the second write sets the stream again',
    file: 'src/domain/renewal.ts',
    search: 'renewLong({ id, session: held.session }, moment',
    replace: 'renewLong(asked, moment',
    tests: DECISIONS,
  },
  {
    name: 'renew: the second write does not check that the item is unchanged',
    file: 'src/domain/renewal.ts',
    search: '{ ...asSeen(moment), exactly: user }',
    replace: 'asSeen(moment)',
    tests: DECISIONS,
  },
  {
    name: 'renew: the first write’s lease is lost when the second one times out',
    file: 'src/domain/write-until-decided.ts',
    search: 'if (otherwise !== undefined && error instanceof Unavailable) return undefined;',
    replace: '',
    tests: DECISIONS,
  },
  {
    name: 'renew: the first write’s lease is lost when the second one is refused',
    file: 'src/domain/renewal.ts',
    search: 'written ? undefined : doing.granted',
    replace: 'undefined',
    tests: DECISIONS,
  },
];
