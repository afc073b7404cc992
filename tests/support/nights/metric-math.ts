import { compileFunction } from 'node:vm';

/** Of an alarm's `Metrics`, as far as an expression goes. */
export interface Query {
  readonly Id: string;
  readonly Expression?: string;
}

/** A value of each metric in one period, by the ids of an alarm; undefined where it had no data. */
export type Values = Readonly<Record<string, number | undefined>>;

/**
 * CloudWatch's functions, for one period:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
const FUNCTIONS = {
  FILL: (value: number | undefined, missing: number) => value ?? missing,
  IF: (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise),
  MAX: (values: readonly number[]) => Math.max(...values),
};

/**
 * Makes an alarm's expressions into a function of its metrics.
 * @param id of the expression that the alarm goes by
 * @returns a function that gives NaN where CloudWatch has nothing to say, as for a metric without data that nothing
 *   fills
 */
export function compile(queries: readonly Query[], id: string): (values: Values) => number {
  const lines = inOrder(queries, id).map(({ Id, Expression }) => `const ${Id} = ${Expression};`);
  const metrics = queries.filter(({ Expression }) => Expression === undefined).map(({ Id }) => Id);
  const code = `const { ${Object.keys(FUNCTIONS).join(', ')} } = functions;\n${lines.join('\n')}\nreturn Number(${id});`;
  const run = compileFunction(code, ['functions', ...metrics]);
  return (values) => Number(run(FUNCTIONS, ...metrics.map((name) => values[name])));
}

/** The expressions that one needs, each after those that it refers to. */
function inOrder(queries: readonly Query[], id: string, found: Query[] = []): Query[] {
  const query = queries.find(({ Id }) => Id === id);
  if (query?.Expression === undefined || found.includes(query)) return found;
  for (const [name] of query.Expression.matchAll(/\b[a-z]\w*\b/g)) if (name !== id) inOrder(queries, name, found);
  found.push(query);
  return found;
}
