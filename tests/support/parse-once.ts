import conditionParser from 'dynalite/db/conditionParser.js';
import updateParser from 'dynalite/db/updateParser.js';

type Names = Record<string, unknown>;

/** A parser of dynalite: it puts the names and values of a call into the tree that it makes of an expression. */
export interface Parser {
  parse(text: string, options: { readonly context: Context }): unknown;
}

export interface Context {
  readonly attrNames?: Names | undefined;
  readonly attrVals?: Record<string, object> | undefined;
  /** Those that no expression of this call has used so far. */
  readonly unusedAttrNames: Names;
  readonly unusedAttrVals: Names;
}

/** These look at more of a value than its type. */
const BY_VALUE = /between|attribute_type/i;

/**
 * Parses an expression anew only where its text, its names or the types of its values are new, and otherwise puts this
 * call's values into the tree that is known. The parser takes a third of the CPU of the proofs, and has no more to say
 * of a text that it has seen.
 */
export function parseOnce(parser: Parser): Parser['parse'] {
  const known = new Map<string, { tree: unknown; places: Map<unknown, string>; names: string[]; values: string[] }>();
  const parse = parser.parse.bind(parser);
  return (text, options) => {
    const { attrNames = {}, attrVals = {}, unusedAttrNames, unusedAttrVals } = options.context;
    const types = Object.entries(attrVals).map(([name, value]) => [name, ...Object.keys(value)]);
    const key = JSON.stringify([text, attrNames, types]);
    let found = known.get(key);
    if (found === undefined) {
      if (BY_VALUE.test(text)) return parse(text, options);
      // Another expression of this call may have used some already, and that of another call need not.
      const own = { ...options.context, unusedAttrNames: { ...attrNames }, unusedAttrVals: { ...attrVals } };
      const tree = parse(text, { context: own });
      // A text is what is wrong with the expression.
      if (typeof tree === 'string') return tree;
      found = {
        tree,
        places: new Map(Object.entries(attrVals).map(([name, value]) => [value, name])),
        names: Object.keys(attrNames).filter((name) => !(name in own.unusedAttrNames)),
        values: Object.keys(attrVals).filter((name) => !(name in own.unusedAttrVals)),
      };
      known.set(key, found);
    }
    for (const name of found.names) delete unusedAttrNames[name];
    for (const name of found.values) delete unusedAttrVals[name];
    return filled(found.tree, found.places, attrVals);
  };
}

function filled(node: unknown, places: ReadonlyMap<unknown, string>, values: Record<string, object>): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const place = places.get(node);
  if (place !== undefined) return values[place];
  if (Array.isArray(node)) return node.map((each) => filled(each, places, values));
  const entries = Object.entries(node).map(([name, each]) => [name, filled(each, places, values)]);
  return Object.setPrototypeOf(Object.fromEntries(entries), Object.getPrototypeOf(node));
}

let isDone = false;

/** Has the embedded engine of this process parse so. */
export function engineParsesOnce(): void {
  if (isDone) return;
  isDone = true;
  for (const parser of [conditionParser, updateParser]) parser.parse = parseOnce(parser);
}
