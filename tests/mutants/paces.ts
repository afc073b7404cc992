import type { Mutation } from './mutation.ts';

const MODEL = 'tests/property/model';
const PACES = 'tests/property/interleavings/paces';
const ENROLLING = 'tests/property/interleavings/enrolling';
const REFUSAL = 'tests/unit/refusal';
const DECISIONS = 'tests/unit/decisions/renewal';

/** Of the two paces, and of what a token says. */
export const PACES_AND_PLANS: readonly Mutation[] = [
  {
    name: 'paces: for long though the user is full',
    file: 'src/domain/renewal.ts',
    search: 'const full = user.leaseCount >= limit ||',
    replace: 'const full =',
    tests: MODEL,
  },
  {
    name: 'paces: for short though a slot is free',
    file: 'src/domain/renewal.ts',
    search: 'const full = user.leaseCount >= limit ||',
    replace: 'const full = user.leaseCount >= 0 ||',
    tests: MODEL,
  },
  {
    name: 'paces: the rule inverted',
    file: 'src/domain/renewal.ts',
    search: 'user.leaseCount >= limit ||',
    replace: 'user.leaseCount < limit ||',
    tests: MODEL,
  },
  {
    name: 'paces: a short renewal ends a lease earlier',
    file: 'src/domain/renewal-writes.ts',
    search: "streams.#session.pace = :full',\n    condition: 'streams.#session.expiresAt <= :until'",
    replace: "streams.#session.pace = :full',\n    condition: 'attribute_exists(id)'",
    tests: PACES,
    only: 'an older renew for long, renew of the same',
  },
  {
    name: 'enrol: over a user who exists',
    file: 'src/domain/enrolment.ts',
    search: "'attribute_not_exists(createdAt)',",
    replace: "'attribute_not_exists(nothing)',",
    tests: ENROLLING,
    only: 'enrol, enrol',
  },
  {
    name: 'claim: the limit goes by the item',
    file: 'src/domain/rules.ts',
    search: 'limitsOfPlan(rules.limits, subscription.plan)',
    replace: 'rules.limits',
    tests: MODEL,
  },
  {
    name: 'claim: the item is not kept in step',
    file: 'src/domain/claim.ts',
    search: "':subscription': subscription.subscription",
    replace: "':subscription': subscription.plan",
    tests: MODEL,
  },
  {
    name: 'paces: a renewal ends a lease earlier',
    file: 'src/domain/renewal-writes.ts',
    search: "condition: ['streams.#session.expiresAt <= :until', ...same.conditions]",
    replace: "condition: ['attribute_exists(streams.#session)', ...same.conditions]",
    tests: PACES,
    only: 'renew by an instance of one pace',
  },
  {
    name: 'paces: the first write for long asks for no slot',
    file: 'src/domain/renewal-writes.ts',
    search: '[isLong, slot.condition, ',
    replace: '[isLong, "attribute_exists(id)", ',
    tests: MODEL,
  },
  {
    name: 'paces: the second write for long asks for no slot',
    file: 'src/domain/renewal-writes.ts',
    search: 'expiresAt <= :until AND $' + '{slot.condition}',
    replace: 'expiresAt <= :until AND (attribute_exists(id) OR $' + '{slot.condition})',
    tests: PACES,
    only: 'an older admit to the last slot',
  },
  {
    name: 'paces: what was renewed for short is lost where there is no time to make it long',
    file: 'src/domain/write-until-decided.ts',
    search: 'next.otherwise ?? ',
    replace: '',
    tests: REFUSAL,
  },
  {
    name: 'claim: a repeated start leaves the item as it was',
    file: 'src/domain/renewal.ts',
    search: 'isInStep(user, asked.claim ?? {})',
    replace: 'isInStep(user, {})',
    tests: 'tests/unit/decisions/start',
  },
  {
    name: 'renew: the end that was seen of one lease goes to another of that session',
    file: 'src/domain/renewal-writes.ts',
    search: "['streams.#session.startedAt = :startedAt']",
    replace: "['(streams.#session.startedAt = :startedAt OR attribute_exists(id))']",
    tests: 'tests/table/clocks',
    only: 'a renewal gives the end that it saw',
  },
  {
    name: 'renew: its second write sets the stream again',
    file: 'src/domain/renewal.ts',
    search: 'renewLong({ id, session: held.session }, moment',
    replace: 'renewLong(asked, moment',
    tests: DECISIONS,
  },
  {
    name: 'renew: its second write is done though the item has changed',
    file: 'src/domain/renewal.ts',
    search: '{ ...asSeen(moment), exactly: user }',
    replace: 'asSeen(moment)',
    tests: DECISIONS,
  },
  {
    name: 'renew: what its first write has granted is lost when the second one times out',
    file: 'src/domain/write-until-decided.ts',
    search: 'if (otherwise !== undefined && error instanceof Unavailable) return undefined;',
    replace: '',
    tests: DECISIONS,
  },
  {
    name: 'renew: what its first write has granted is lost when the second one is refused',
    file: 'src/domain/renewal.ts',
    search: 'written ? undefined : doing.granted',
    replace: 'undefined',
    tests: DECISIONS,
  },
];
