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
    name: 'replace: one too many',
    file: 'src/domain/making-room.ts',
    search: 'replaced: endsAll ? live : replaced }',
    replace: 'replaced: endsAll ? live : willing.slice(0, replaced.length && replaced.length + 1) }',
    tests: TAKE_OVER,
  },
  {
    name: 'replace: though a slot has come free',
    file: UPDATES,
    search: "['activeStreams = :counted']",
    replace: "['activeStreams <= :counted']",
    tests: REPLACING,
    only: 'an older stop of another, replace',
  },
  {
    name: 'replace: a lease that is no longer there',
    file: 'src/domain/start-writes.ts',
    search: '`streams.#gone$' + '{i}.$' + '{seen} = :gone$' + '{i}`',
    replace: '`(attribute_exists(id) OR streams.#gone$' + '{i}.$' + '{seen} = :gone$' + '{i})`',
    tests: REPLACING,
    only: 'older stop and admit, replace',
  },
  {
    name: 'replace: the counter off by one',
    file: 'src/domain/start-writes.ts',
    search: '(held === undefined ? 1 : 0) - gone.length',
    replace: '-gone.length',
    tests: MODEL,
  },
  {
    name: 'replace: the order of the names is ignored',
    file: 'src/domain/making-room.ts',
    search: 'replace.flatMap((session) => live.find((lease) => lease.session === session) ?? [])',
    replace: 'live.filter((lease) => replace.includes(lease.session))',
    tests: TAKE_OVER,
  },
  {
    name: 'replace-oldest: takes who has just started',
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
    name: 'ended: what others have ended is lost',
    file: 'src/domain/ended.ts',
    search: '[...gone, ...before].slice',
    replace: '[...gone].slice',
    tests: MODEL,
  },
  {
    name: 'ended: who is admitted again is still remembered',
    file: UPDATES,
    search: "      'attribute_not_exists(ended.#session)',\n",
    replace: '',
    tests: MODEL,
  },
  {
    name: 'block: ignored by the decision',
    file: 'src/domain/start.ts',
    search:
      "  if (blockedUntil !== undefined) return { answer: { refusal: 'user-blocked', id, blockedUntil, now } };\n  // A lease that",
    replace: '  // A lease that',
    tests: MODEL,
  },
  {
    name: 'revoke: the counter stays',
    file: 'src/domain/revoke.ts',
    search: 'activeStreams = :zero',
    replace: 'activeStreams = activeStreams + :zero',
    tests: MODEL,
  },
  {
    name: 'revoke: another of the same millisecond is taken for its own',
    file: 'src/domain/revoke.ts',
    search: ' && (request.blockSeconds === undefined || (user.blockedUntil ?? 0) === blockEnd(request, now));',
    replace: ';',
    tests: REVOKING,
    only: 'revoke, revoke: the same millisecond',
  },
  {
    name: 'block: ignored where a slot is free',
    file: 'src/domain/fence.ts',
    search: "'(attribute_not_exists(blockedUntil) OR blockedUntil <= :now)'",
    replace: "'(attribute_exists(id) OR blockedUntil <= :now)'",
    tests: REVOKING,
    only: 'revoke and block, admit',
  },
  {
    name: 'replace: a renewal saves the victim',
    file: 'src/domain/start-writes.ts',
    search: "replaced.map(({ session, startedAt }) => ({ session, seen: 'startedAt', as: startedAt }))",
    replace: "replaced.map(({ session, expiresAt }) => ({ session, seen: 'expiresAt', as: expiresAt }))",
    tests: TAKE_OVER,
  },
  {
    name: 'replace: though the plan has more slots by now',
    file: UPDATES,
    search: "['#plan = :plan']",
    replace: "['(attribute_exists(id) OR #plan = :plan)']",
    tests: ENROLLING,
    only: 'who holds a lease, replace',
  },
  {
    name: 'replace: live leases give way before expired ones',
    file: 'src/domain/making-room.ts',
    search: 'const left = others.filter((lease) => !expired.includes(lease));',
    replace: 'const left = others;',
    tests: MODEL,
  },
  {
    name: 'block: ignored by who takes over',
    file: UPDATES,
    search: "      NOT_BLOCKED,\n      FENCE,\n    ].join(' AND '),\n    ExpressionAttributeNames: {\n",
    replace: "      FENCE,\n    ].join(' AND '),\n    ExpressionAttributeNames: {\n",
    tests: REVOKING,
    only: 'an older revoke and block',
  },
  {
    name: 'block: 0 does not lift it',
    file: 'src/domain/revoke.ts',
    search: ": blockedUntil === 0 ? ' REMOVE blockedUntil'",
    replace: ": blockedUntil === -1 ? ' REMOVE blockedUntil'",
    tests: REVOKING,
    only: 'lift the block, admit',
  },
  {
    name: 'ended: the first word that another has left is overwritten',
    file: UPDATES,
    search: "['attribute_not_exists(ended)']",
    replace: "['attribute_exists(id)']",
    tests: REPLACING,
    only: 'replace, replace: others',
  },
  {
    name: 'ended: a further word that another has left is overwritten',
    file: UPDATES,
    search: "'size(ended) = :remembered'",
    replace: "'(attribute_exists(id) OR size(ended) = :remembered)'",
    tests: REPLACING,
    only: 'replace, replace: others, after another',
  },
  {
    name: 'ended: no room is kept for paces',
    file: 'src/domain/ended.ts',
    search: 'pace: MAX_PACE_MS',
    replace: 'pace: lease.pace',
    tests: SIZE,
  },
  {
    name: 'ended: no room is kept for the plan that the token names',
    file: 'src/domain/making-room.ts',
    search: 'rememberEnded({ ...user, ...subscription, ...ending }',
    replace: 'rememberEnded({ ...user, ...ending }',
    tests: 'tests/table/write-units',
    only: 'what has ended',
  },
];
