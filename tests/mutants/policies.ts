import type { Mutation } from './mutation.ts';

const TABLE = 'tests/table/policies';
const ORDERS = 'tests/property/interleavings/policies';

/** Of rules beyond the limit. */
export const POLICIES: readonly Mutation[] = [
  {
    name: 'policies: the first write of a start does not check them',
    file: 'src/domain/start-writes.ts',
    search: '[slot.condition, ...kinds.conditions, ',
    replace: '[slot.condition, ',
    tests: TABLE,
  },
  {
    name: 'policies: an admission does not check that the item is unchanged',
    file: 'src/domain/start-writes.ts',
    search: ': { ...unchangedSince(seen.changedAt), names: {} };',
    replace: ': slotIsFree(rules.limits);',
    tests: ORDERS,
    only: 'admit, admit: one of the kind is left',
  },
  {
    name: 'policies: a change of tags does not check that the item is unchanged',
    file: 'src/domain/renewal.ts',
    search: '    mayRetag(rules.policies, asked) ||\n',
    replace: '',
    tests: ORDERS,
    only: 'retag, retag',
  },
  {
    name: 'policies: the first write of a renewal changes tags',
    file: 'src/domain/renewal-writes.ts',
    search: 'mayRetag(policies, asked) ? hasKind(asked.stream, asked.tags) : NO_TERM',
    replace: 'NO_TERM',
    tests: TABLE,
  },
  {
    name: 'policies: a start ends expired leases of another kind',
    file: 'src/domain/bounds.ts',
    search: 'full.some((bound) => helps(lease, bound))',
    replace: 'full.length > 0',
    tests: TABLE,
  },
  {
    name: 'policies: one that only counts also denies',
    file: 'src/domain/policies.ts',
    search: '  policies.filter(({ share, name }) => isInShare(share, id, name));',
    replace: '  policies.filter(({ share, name }) => name !== id || isInShare(share, id, name));',
    tests: 'tests/table/policy-costs',
  },
];
