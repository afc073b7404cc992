import type { Mutation } from './mutation.ts';

const TABLE = 'tests/table/policies';
const ORDERS = 'tests/property/interleavings/policies';

/** Of rules beyond the limit. */
export const POLICIES: readonly Mutation[] = [
  {
    name: 'policies: the first write asks for no room in a kind',
    file: 'src/domain/start-writes.ts',
    search: '[slot.condition, ...kinds.conditions, ',
    replace: '[slot.condition, ',
    tests: TABLE,
  },
  {
    name: 'policies: an admission from what is no longer there',
    file: 'src/domain/start-writes.ts',
    search: ': { ...unchangedSince(seen.changedAt), names: {} };',
    replace: ': slotIsFree(rules.limits);',
    tests: ORDERS,
    only: 'admit, admit: one of the kind is left',
  },
  {
    name: 'policies: other tags by what is no longer there',
    file: 'src/domain/renewal.ts',
    search: 'kept !== undefined || mayRetag(rules.policies, asked) ||',
    replace: 'kept !== undefined ||',
    tests: ORDERS,
    only: 'retag, retag',
  },
  {
    name: 'policies: a blind renewal changes tags',
    file: 'src/domain/renewal-writes.ts',
    search: 'mayRetag(policies, asked) ? hasKind(asked.stream, asked.tags) : NO_TERM',
    replace: 'NO_TERM',
    tests: TABLE,
  },
  {
    name: 'policies: expired leases of another kind give way',
    file: 'src/domain/bounds.ts',
    search: 'full.some((bound) => helps(lease, bound))',
    replace: 'full.length > 0',
    tests: TABLE,
  },
  {
    name: 'policies: one that only counts denies',
    file: 'src/domain/policies.ts',
    search: '  policies.filter(({ share, name }) => isInShare(share, id, name));',
    replace: '  policies.filter(({ share, name }) => name !== id || isInShare(share, id, name));',
    tests: 'tests/table/policy-costs',
  },
];
