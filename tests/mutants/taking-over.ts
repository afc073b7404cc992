import type { Mutation } from './mutation.ts';

const UPDATES = 'src/domain/start-writes.ts';
const MODEL = 'tests/property/model';
const REPLACING = 'tests/property/interleavings/replacing';
const REVOKING = 'tests/property/interleavings/revoking';
const ENROLLING = 'tests/property/interleavings/enrolling';
const TAKE_OVER = 'tests/table/take-over';
const SIZE = 'tests/unit/item-size';

/** Of who gives way and is told, and of who is kept out. */
export const TAKING_OVER: readonly Mutation[] = [
  {
    name: 'own write: hides an order to end all others',
    file: 'src/domain/start.ts',
    search: ' && !endsOthers(user, start, now));',
    replace: ');',
    tests: 'tests/table/whose-word',
  },
  {
    name: 'end of all others: changes the stream without a look at who has started',
    file: 'src/domain/renewal.ts',
    search: '    asked.unchanged === true ||\n',
    replace: '',
    tests: 'tests/property/interleavings/others',
    only: 'another stream, a denial',
  },
  {
    name: 'replace: ends one session too many',
    file: 'src/domain/making-room.ts',
    search: 'replaced: endsAll ? live : replaced }',
    replace: 'replaced: endsAll ? live : willing.slice(0, replaced.length && replaced.length + 1) }',
    tests: TAKE_OVER,
  },
  {
    name: 'replace: evicts although a slot has come free',
    file: UPDATES,
    search: "['activeStreams = :counted']",
    replace: "['activeStreams <= :counted']",
    tests: REPLACING,
    only: 'an older stop of another, replace',
  },
  {
    name: 'replace: does not check the leases that it removes',
    file: 'src/domain/start-writes.ts',
    search: '`streams.#gone$' + '{i}.$' + '{seen} = :gone$' + '{i}`',
    replace: '`(attribute_exists(id) OR streams.#gone$' + '{i}.$' + '{seen} = :gone$' + '{i})`',
    tests: REPLACING,
    only: 'older stop and admit, replace',
  },
  {
    name: 'replace: does not count the new lease',
    file: 'src/domain/start-writes.ts',
    search: '(held === undefined ? 1 : 0) - gone.length',
    replace: '-gone.length',
    tests: MODEL,
  },
  {
    name: 'replace: ignores the order of the named sessions',
    file: 'src/domain/making-room.ts',
    search: 'replace.flatMap((session) => live.find((lease) => lease.session === session) ?? [])',
    replace: 'live.filter((lease) => replace.includes(lease.session))',
    tests: TAKE_OVER,
  },
  {
    name: 'replace-oldest: ends a session that has just started',
    file: 'src/domain/making-room.ts',
    search: 'now - protectSeconds * 1000',
    replace: 'now',
    tests: MODEL,
  },
  {
    name: 'ended: grows without bound',
    file: 'src/domain/ended.ts',
    search: '.slice(0, ENDED.most)',
    replace: '',
    tests: MODEL,
  },
  {
    name: 'ended: loses the earlier entries',
    file: 'src/domain/ended.ts',
    search: '[...gone, ...before].slice',
    replace: '[...gone].slice',
    tests: MODEL,
  },
  {
    name: 'ended: keeps the entry of a session that is admitted again',
    file: UPDATES,
    search: "      'attribute_not_exists(ended.#session)',\n",
    replace: '',
    tests: MODEL,
  },
  {
    name: 'block: ignored by the decision on a start',
    file: 'src/domain/start.ts',
    search:
      "  if (blockedUntil !== undefined) return { answer: { refusal: 'user-blocked', id, blockedUntil, now } };\n  // A lease that",
    replace: '  // A lease that',
    tests: MODEL,
  },
  {
    name: 'revoke: does not change the counter',
    file: 'src/domain/revoke.ts',
    search: 'activeStreams = :zero',
    replace: 'activeStreams = activeStreams + :zero',
    tests: MODEL,
  },
  {
    name: 'revoke: takes another revoke of the same millisecond for its own',
    file: 'src/domain/revoke.ts',
    search: ' && (request.blockSeconds === undefined || (user.blockedUntil ?? 0) === blockEnd(request, now));',
    replace: ';',
    tests: REVOKING,
    only: 'revoke, revoke: the same millisecond',
  },
  {
    name: 'block: ignored by every write',
    file: 'src/domain/fence.ts',
    search: "'(attribute_not_exists(blockedUntil) OR blockedUntil <= :now)'",
    replace: "'(attribute_exists(id) OR blockedUntil <= :now)'",
    tests: REVOKING,
    only: 'revoke and block, admit',
  },
  {
    name: 'replace: spares a lease that was renewed meanwhile',
    file: 'src/domain/start-writes.ts',
    search: "replaced.map(({ session, startedAt }) => ({ session, seen: 'startedAt', as: startedAt }))",
    replace: "replaced.map(({ session, expiresAt }) => ({ session, seen: 'expiresAt', as: expiresAt }))",
    tests: TAKE_OVER,
  },
  {
    name: 'replace: evicts although the plan has more slots by now',
    file: UPDATES,
    search: "['#plan = :plan']",
    replace: "['(attribute_exists(id) OR #plan = :plan)']",
    tests: ENROLLING,
    only: 'a session with a lease, replace',
  },
  {
    name: 'replace: ends live leases before expired ones',
    file: 'src/domain/making-room.ts',
    search: 'const left = others.filter((lease) => !expired.includes(lease));',
    replace: 'const left = others;',
    tests: MODEL,
  },
  {
    name: 'block: ignored by a take-over',
    file: UPDATES,
    search: "      NOT_BLOCKED,\n      FENCE,\n    ].join(' AND '),\n    ExpressionAttributeNames: {\n",
    replace: "      FENCE,\n    ].join(' AND '),\n    ExpressionAttributeNames: {\n",
    tests: REVOKING,
    only: 'an older revoke and block',
  },
  {
    name: 'block: a revoke with 0 seconds does not lift it',
    file: 'src/domain/revoke.ts',
    search: ": blockedUntil === 0 ? ' REMOVE blockedUntil'",
    replace: ": blockedUntil === -1 ? ' REMOVE blockedUntil'",
    tests: REVOKING,
    only: 'lift the block, admit',
  },
  {
    name: 'ended: overwrites the first entry, written by another request',
    file: UPDATES,
    search: "['attribute_not_exists(ended)']",
    replace: "['attribute_exists(id)']",
    tests: REPLACING,
    only: 'replace, replace: others',
  },
  {
    name: 'ended: overwrites a later entry, written by another request',
    file: UPDATES,
    search: "'size(ended) = :remembered'",
    replace: "'(attribute_exists(id) OR size(ended) = :remembered)'",
    tests: REPLACING,
    only: 'replace, replace: others, after another',
  },
  {
    name: 'ended: leaves no room in the write unit for paces',
    file: 'src/domain/ended.ts',
    search: 'pace: MAX_PACE_MS',
    replace: 'pace: lease.pace',
    tests: SIZE,
  },
  {
    name: 'ended: leaves no room in the write unit for the token’s plan',
    file: 'src/domain/making-room.ts',
    search: 'rememberEnded({ ...user, ...subscription, ...ending }',
    replace: 'rememberEnded({ ...user, ...ending }',
    tests: 'tests/table/write-units',
    only: 'costs no second unit',
  },
];
