import type { Mutation } from './mutation.ts';

const PASSES = 'src/domain/passes.ts';
const TERMS = 'src/domain/ending-terms.ts';
const BLIND = 'tests/table/passes-terms';
const DECISIONS = 'tests/unit/decisions/passes';

/** The first write’s share of that sum, and how long each pass lasts. */
export const PASS_TERMS: readonly Mutation[] = [
  {
    name: 'passes: a further write never leaves the sum to the first term',
    file: TERMS,
    search: 'Object.keys(ending).length <=',
    replace: 'Object.keys(ending).length <',
    tests: DECISIONS,
  },
  {
    name: 'passes: a further write always leaves the sum to the first term',
    file: TERMS,
    search: 'Object.keys(ending).length <=',
    replace: '-1 <=',
    tests: DECISIONS,
  },
  {
    name: 'passes: the user’s own limit allows any number',
    file: TERMS,
    search: 'size(ending) <= #limit',
    replace: 'attribute_exists(#limit)',
    tests: BLIND,
  },
  {
    name: 'passes: the plan counts where the user has a limit',
    file: TERMS,
    search: '(attribute_not_exists(#limit) AND ($' + '{few}))',
    replace: '($' + '{few})',
    tests: BLIND,
  },
  {
    name: 'passes: an earlier token’s number allows any number',
    file: TERMS,
    search: "'size(ending) <= tokenLimit'",
    replace: "'attribute_exists(tokenLimit)'",
    tests: BLIND,
  },
  {
    name: 'passes: the plan counts where an earlier token gave a number',
    file: TERMS,
    search: '($' + '{NO_NUMBER} AND ($' + '{plan.condition}))',
    replace: '($' + '{plan.condition})',
    tests: BLIND,
  },
  {
    name: 'passes: the plan counts where the token gives a number',
    file: TERMS,
    search: "typeof ofToken === 'number' ? ofToken : smallest(limits);",
    replace: 'smallest(limits);',
    tests: BLIND,
  },
  {
    name: 'passes: the greatest limit counts for all plans',
    file: TERMS,
    search: 'Math.min(standard, ...byPlan.values())',
    replace: 'Math.max(standard, ...byPlan.values())',
    tests: BLIND,
  },
  {
    name: 'passes: a plan’s limit counts once',
    file: TERMS,
    search: '[nameOf(number), MOST_ENDED * number]',
    replace: '[nameOf(number), number]',
    tests: BLIND,
  },
  {
    name: 'passes: the standard limit counts for every plan',
    file: TERMS,
    search: ", 'NOT ')]",
    replace: ", 'NOT NOT ')]",
    tests: BLIND,
  },
  {
    name: 'passes: the plans have parentheses twice',
    file: TERMS,
    search: '    condition,\n',
    replace: '    condition: `($' + '{condition})`,\n',
    tests: BLIND,
  },
  {
    name: 'passes: a lease’s end counts though its pass ends earlier',
    file: PASSES,
    search: 'pass ?? expiresAt;',
    replace: 'expiresAt;',
    tests: DECISIONS,
  },
  {
    name: 'passes: an answer’s lasts longer than the item knows',
    file: PASSES,
    search: 'Math.min(passesEnd(lease), passUntil(lease, now, passes))',
    replace: 'passUntil(lease, now, passes)',
    tests: DECISIONS,
  },
  {
    name: 'passes: one lasts as long as the session, whatever it shows',
    file: PASSES,
    search: 'now - since))',
    replace: 'now - startedAt))',
    tests: DECISIONS,
  },
  {
    name: 'passes: a new lease records the end of the lease',
    file: PASSES,
    search: '? { ...lease, pass } : lease',
    replace: '? lease : lease',
    tests: 'tests/table/passes.test',
  },
  {
    name: 'passes: a lease keeps the mark of one that lasts as long as it',
    file: PASSES,
    search: 'pass: end < next.expiresAt ? end : undefined',
    replace: 'pass: end',
    tests: DECISIONS,
  },
  {
    name: 'passes: a clock that was fast keeps a session from changing its stream',
    file: PASSES,
    search: 'since > now + AHEAD_MS ? now : ',
    replace: '',
    tests: DECISIONS,
  },
  {
    name: 'passes: changes of the stream are not counted',
    file: PASSES,
    search: 'since + SWITCH_MS',
    replace: 'since',
    tests: DECISIONS,
  },
  {
    name: 'passes: a viewer may change channel twice a minute only',
    file: PASSES,
    search: 'const SWITCH_MS = 2000;',
    replace: 'const SWITCH_MS = 30_000;',
    tests: 'tests/property/passes-viewers',
    only: 'keeps the session',
  },
  {
    name: 'passes: a start on the same stream counts as a change',
    file: PASSES,
    search: ' || next.stream === held.stream)',
    replace: ')',
    tests: 'tests/table/passes-kept',
  },
  {
    name: 'passes: a fast change of the stream is refused for renewals only',
    file: 'src/domain/start.ts',
    search: 'if (held !== undefined) return tooEarly(',
    replace: 'if (held !== undefined) return undefined && tooEarly(',
    tests: DECISIONS,
  },
];
