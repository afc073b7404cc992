import { expect, test } from '@jest/globals';
import conditionParser from 'dynalite/db/conditionParser.js';
import updateParser from 'dynalite/db/updateParser.js';
import { type Parser, parseOnce } from '../support/parse-once.ts';

const call = (attrNames: Record<string, string>, attrVals: Record<string, object>) => {
  const own = { isReserved: () => false, compare: () => true };
  return { attrNames, attrVals, unusedAttrNames: { ...attrNames }, unusedAttrVals: { ...attrVals }, ...own };
};
/** What a parser makes of a text, and what it takes for used. */
const made = (parse: Parser['parse'], text: string, context: ReturnType<typeof call>) => {
  const outcome = (() => {
    try {
      return parse(text, { context });
    } catch (error) {
      return String(error);
    }
  })();
  // A call whose expression is wrong ends there.
  if (typeof outcome === 'string') return outcome;
  const { unusedAttrNames, unusedAttrVals } = context;
  return { outcome, unusedAttrNames, unusedAttrVals };
};

const NAMES = { '#s': 'tv', '#other': 'phone' };
const TEXTS: readonly (readonly [string, Parser, string])[] = [
  ['a condition', conditionParser, 'attribute_exists(a.#s) AND (a.#s.b < :one OR NOT #s IN (:one, :two)) AND :two = c'],
  ['a condition of other names', conditionParser, 'attribute_not_exists(a.#other) OR size(#s) = :two'],
  ['a range', conditionParser, 'a BETWEEN :one AND :two'],
  ['a type', conditionParser, 'attribute_type(a, :one)'],
  ['what is no condition', conditionParser, 'a = = :one'],
  ['a value that is not given', conditionParser, 'a = :three'],
  ['an operand of a wrong type', conditionParser, 'begins_with(a, :one)'],
  ['an update', updateParser, 'SET a.#s = :one, b = if_not_exists(b, :two) + :one REMOVE #other ADD c :two'],
  ['an update of overlapping paths', updateParser, 'SET a = :one, a.#s = :two'],
];

test.each(TEXTS)('%s is the same for every call as if it were parsed anew', (_, parser, text) => {
  const once = parseOnce(parser);
  const fresh: Parser['parse'] = (...args) => parser.parse(...args);
  const calls = [
    () => call(NAMES, { ':one': { N: '1' }, ':two': { N: '2' } }),
    () => call(NAMES, { ':one': { N: '3' }, ':two': { N: '1' } }),
    () => call({ ...NAMES, '#s': '__proto__' }, { ':one': { S: 'N' }, ':two': { N: '2' }, ':more': { N: '2' } }),
    () => call(NAMES, { ':one': { S: 'x' }, ':two': { N: '5' } }),
    () => call(NAMES, { ':one': { N: '7' }, ':two': { N: '8' } }),
    // Used by another expression of the call, before.
    () => ({ ...call(NAMES, { ':one': { N: '9' }, ':two': { N: '8' } }), unusedAttrNames: {}, unusedAttrVals: {} }),
  ];
  for (const next of [...calls, ...calls]) expect(made(once, text, next())).toEqual(made(fresh, text, next()));
});
