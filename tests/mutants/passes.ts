import { ENDING } from './ending.ts';
import type { Mutation } from './mutation.ts';
import { PASS_TERMS } from './passes-terms.ts';
import { SIGNING } from './signing.ts';

const TABLE = 'tests/table/passes';
const DECISIONS = 'tests/unit/decisions/passes';

/** Ways to hold more passes than three times the limit, or fewer than a viewer needs. */
export const PASSES: readonly Mutation[] = [
  {
    name: 'passes: a stop does not record when the pass ends',
    file: 'src/domain/stop.ts',
    search: 'passes && rememberPass(session, moment, seen)',
    replace: 'passes && undefined',
    tests: TABLE,
  },
  {
    name: 'passes: a take-over does not record those of the ended sessions',
    file: 'src/domain/start-writes.ts',
    search: 'endingChange(user, replaced, moment)',
    replace: 'endingChange(user, [], moment)',
    tests: TABLE,
  },
  {
    name: 'passes: a revoke does not record them',
    file: 'src/domain/revoke.ts',
    search: 'passes && rememberPasses(leases, moment)',
    replace: 'undefined',
    tests: TABLE,
  },
  {
    name: 'passes: a removal does not record them',
    file: 'src/domain/tombstone.ts',
    search: 'passes && rememberPasses(user.leases, moment)',
    replace: 'undefined',
    tests: TABLE,
  },
  {
    name: 'passes: a revoke misses the one of a lease that started meanwhile',
    file: 'src/domain/ending.ts',
    search: "'size(streams) = :held'",
    replace: "'size(streams) >= :held'",
    tests: TABLE,
  },
  {
    name: 'passes: enrolling loses those of the former user',
    file: 'src/domain/enrolment.ts',
    search: 'endingChange(left ?? {}, [], moment)',
    replace: 'endingChange({}, [], moment)',
    tests: TABLE,
  },
  {
    name: 'passes: all stopped leases share one key',
    file: 'src/domain/ending.ts',
    search: 'endingKey(moment.stamp, 0)',
    replace: 'endingKey(0, 0)',
    tests: TABLE,
  },
  {
    name: 'passes: the first write of a start does not count them',
    file: 'src/domain/start-writes.ts',
    search: 'passes && fewHaveEnded(limits)',
    replace: 'undefined',
    tests: TABLE,
  },
  {
    name: 'passes: the second write of a start does not count them',
    file: 'src/domain/ending.ts',
    search: 'return tooMany > 0 ?',
    replace: 'return tooMany > 99 ?',
    tests: DECISIONS,
  },
  {
    name: 'passes: an expired one still counts',
    file: 'src/domain/ending.ts',
    search: '(end: number) => end > now',
    replace: '(end: number) => end > now - 60_000',
    tests: DECISIONS,
  },
  {
    name: 'passes: a change of the stream loses the earlier pass',
    file: 'src/domain/passes.ts',
    search: 'Math.max(passesEnd(held), ',
    replace: 'Math.max(0, ',
    tests: DECISIONS,
  },
  {
    name: 'passes: a change of the stream keeps the old stream’s age',
    file: 'src/domain/passes.ts',
    search: 'next.stream === held.stream ? held.since : nextSwitch(held, now)',
    replace: 'held.since',
    tests: DECISIONS,
  },
  {
    name: 'passes: a session may change its stream at any pace',
    file: 'src/domain/passes.ts',
    search: 'return until > now ? until : undefined;',
    replace: 'return undefined;',
    tests: DECISIONS,
  },
  {
    name: 'passes: the first one lasts as long as its lease',
    file: 'src/domain/passes.ts',
    search: 'Math.min(expiresAt, now + Math.max(passes.youngSeconds * 1000, now - since))',
    replace: 'Math.min(expiresAt, now + expiresAt + passes.youngSeconds + since)',
    tests: DECISIONS,
  },
  {
    name: 'passes: the first write of a renewal does not record the new end',
    file: 'src/domain/renewal-writes.ts',
    search: "['attribute_not_exists(streams.#session.pass)', ...kind.conditions]",
    replace: 'kind.conditions',
    tests: TABLE,
  },
  ...ENDING,
  ...PASS_TERMS,
  ...SIGNING,
];
