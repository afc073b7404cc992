/** One way to break the code on purpose: in `file`, `search` (found exactly once) becomes `replace`. */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  readonly search: string;
  readonly replace: string;
  /** The tests that should notice, as a pattern of jest's; the ones that are quick to do so. */
  readonly tests: string;
  /** Which tests in there, if not all. */
  readonly only?: string;
}

const UPDATES = 'src/domain/stream-updates.ts';
const STREAMS = 'src/domain/streams.ts';
const MODEL = 'tests/property/model';
const ORDERS = 'tests/property/interleavings';
const FAULTS = 'tests/property/faults';

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'admit: no condition on the limit',
    file: UPDATES,
    search: '      slot.condition,\n    ].join',
    replace: '    ].join',
    tests: ORDERS,
    only: 'admit, admit: one slot',
  },
  {
    name: 'admit: one more than the limit (no plans)',
    file: UPDATES,
    search: "condition: 'activeStreams < :limit'",
    replace: "condition: 'activeStreams <= :limit'",
    tests: ORDERS,
    only: 'admit, admit: one slot',
  },
  {
    name: 'admit: one more than the limit of a plan',
    file: UPDATES,
    search: 'activeStreams < :limit$' + '{i})',
    replace: 'activeStreams <= :limit$' + '{i})',
    tests: MODEL,
  },
  {
    name: 'admit: a named plan may have the standard limit too',
    file: UPDATES,
    search: '`(NOT #plan IN ($' + '{plans.map((_, i) => `:plan$' + "{i}`).join(', ')}) AND activeStreams < :limit)`",
    replace: "'activeStreams < :limit'",
    tests: MODEL,
  },
  {
    name: 'admit: a session may be admitted over its own lease',
    file: UPDATES,
    search: "      'attribute_not_exists(streams.#session)',\n",
    replace: '',
    tests: MODEL,
  },
  {
    name: 'reclaim: leases that were renewed meanwhile give way',
    file: UPDATES,
    search: '      ...removed.map((path, i) => `$' + '{path}.expiresAt = :seen$' + '{i}`),\n',
    replace: '',
    tests: ORDERS,
    only: 'reclaim, renew',
  },
  {
    name: 'reclaim: the counter forgets what gave way',
    file: UPDATES,
    search: "':difference': 1 - expired.length",
    replace: "':difference': 1",
    tests: MODEL,
  },
  {
    name: 'reclaim: one slot too many',
    file: UPDATES,
    search: 'limits.standard + reclaimed',
    replace: 'limits.standard + 2 * reclaimed',
    tests: ORDERS,
    only: 'an instance that allows five',
  },
  {
    name: 'stop: the counter stays',
    file: UPDATES,
    search: "':difference': -1",
    replace: "':difference': 0",
    tests: MODEL,
  },
  {
    name: 'stop: the counter moves twice',
    file: UPDATES,
    search: "':difference': -1",
    replace: "':difference': -2",
    tests: MODEL,
  },
  {
    name: 'stop: no condition',
    file: UPDATES,
    search:
      "  UpdateExpression: 'SET lastSeenAt = :now REMOVE streams.#session ADD activeStreams :difference',\n  ConditionExpression: 'attribute_exists(streams.#session)'",
    replace:
      "  UpdateExpression: 'SET lastSeenAt = :now REMOVE streams.#session ADD activeStreams :difference',\n  ConditionExpression: 'attribute_exists(id)'",
    tests: FAULTS,
    only: 'once: stop',
  },
  {
    name: 'renew: the counter moves',
    file: UPDATES,
    search: "', streams.#session.#stream = :stream'\n  }`",
    replace: "', streams.#session.#stream = :stream'\n  } ADD activeStreams :now`",
    tests: MODEL,
  },
  {
    name: 'expiry: a lease is live at the instant it expires',
    file: 'src/domain/user.ts',
    search: 'now < lease.expiresAt;',
    replace: 'now <= lease.expiresAt;',
    tests: MODEL,
  },
  {
    name: 'expiry: inverted',
    file: 'src/domain/user.ts',
    search: 'now < lease.expiresAt;',
    replace: 'now >= lease.expiresAt;',
    tests: MODEL,
  },
  {
    name: 'decide: who holds a lease is treated as new',
    file: STREAMS,
    search: '  if (held !== undefined) {\n    return {',
    replace: '  if (held === null) {\n    return {',
    tests: MODEL,
  },
  {
    name: 'decide: expired leases are never reclaimed',
    file: STREAMS,
    search: 'user.activeStreams - expired.length >= limitOf',
    replace: 'user.activeStreams >= limitOf',
    tests: MODEL,
  },
  {
    name: 'decide: live leases give way',
    file: STREAMS,
    search: 'user.leases.filter((lease) => !isLive(lease, now))',
    replace: 'user.leases.filter((lease) => lease.startedAt < now)',
    tests: MODEL,
  },
  {
    name: 'decide: gives up after two writes',
    file: STREAMS,
    search: 'const MAX_WRITES = 6',
    replace: 'const MAX_WRITES = 2',
    tests: ORDERS,
    only: 'reclaim, reclaim',
  },
  {
    name: 'own write: any lease of the session is taken for it',
    file: STREAMS,
    search: 'written || isOwnWrite(held, wanted)',
    replace: 'written || held.stream === wanted.stream',
    tests: MODEL,
  },
  {
    name: 'own write: not recognised',
    file: STREAMS,
    search: 'written || isOwnWrite(held, wanted)',
    replace: 'written',
    tests: 'tests/table/lost-response',
  },
  {
    name: 'renew: a refusal is a success',
    file: STREAMS,
    search: 'return written && held !== undefined',
    replace: 'return held !== undefined || written',
    tests: ORDERS,
    only: 'renew, start',
  },
  {
    name: 'refusal: the read that follows is not consistent',
    file: 'src/domain/table.ts',
    search: 'new GetCommand({ TableName: table.name, Key: { id }, ConsistentRead: true })',
    replace: 'new GetCommand({ TableName: table.name, Key: { id } })',
    tests: 'tests/unit/refusal',
  },
  {
    name: 'refusal: its item is not used',
    file: 'src/domain/table.ts',
    search: 'error.Item ? parseItem(unmarshall(error.Item)) : await readUser(table, id)',
    replace: 'await readUser(table, id)',
    tests: 'tests/unit/refusal',
  },
  {
    name: 'create: over a user who exists',
    file: 'src/domain/users.ts',
    search: "ConditionExpression: 'attribute_not_exists(id)'",
    replace: "ConditionExpression: 'attribute_not_exists(nothing)'",
    tests: MODEL,
  },
  {
    name: 'create: somebody else’s user of the same millisecond is taken for its own',
    file: 'src/domain/users.ts',
    search: '  if ((refusal.$metadata.attempts ?? 1) === 1) return false;\n',
    replace: '',
    tests: ORDERS,
    only: 'create, create: the same',
  },
  {
    name: 'create: its own item is not recognised',
    file: 'src/domain/users.ts',
    search: 'held.createdAt === user.createdAt',
    replace: 'held.createdAt !== user.createdAt',
    tests: FAULTS,
    only: 'once: create',
  },
  {
    name: 'sessions: names that every object inherits are stored as they are',
    file: 'src/domain/item.ts',
    search: 'session in Object.prototype ? `~$' + '{session}` : session',
    replace: 'session',
    tests: MODEL,
  },
  {
    name: 'plans: spelled as the subscription is',
    file: 'src/domain/limits.ts',
    search: 'subscription.trim().toLowerCase()',
    replace: 'subscription.trim()',
    tests: 'tests/table/listing',
  },
  {
    name: 'listing: a user whose plan has changed since is listed under the old one',
    file: 'src/domain/listing.ts',
    search: 'users.filter((user) => user.plan === plan)',
    replace: 'users',
    tests: 'tests/table/listing-races',
  },
  {
    name: 'faults: a deadline is an unknown fault',
    file: 'src/domain/refusals.ts',
    search: "error.name === 'AbortError' || ",
    replace: '',
    tests: FAULTS,
    only: 'time is up',
  },
  {
    name: 'listing: keys that a batch left unread are forgotten',
    file: 'src/domain/batch-read.ts',
    search: '(UnprocessedKeys?.[table.name]?.Keys ?? [])',
    replace: '([] as object[])',
    tests: 'tests/unit/batch-read',
  },
];
