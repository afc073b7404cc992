import { runInNewContext } from 'node:vm';

/** Of an alarm's `Metrics`, as far as an expression goes. */
export interface Query {
  readonly Id: string;
  readonly Expression?: string;
}

/** CloudWatch's functions, for one minute: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html */
const FUNCTIONS = {
  FILL: (value: number | undefined, missing: number) => value ?? missing,
  IF: (condition: boolean, then: number, otherwise: number) => (condition ? then : otherwise),
  MAX: (values: readonly number[]) => Math.max(...values),
};

/**
 * What an expression of an alarm comes to in one minute.
 * @param values of the metrics, by their ids; one that is not there had no data
 * @returns NaN where CloudWatch has nothing to say, as after a division by nothing
 */
export function reckon(queries: readonly Query[], id: string, values: Readonly<Record<string, number>>): number {
  const context: Record<string, unknown> = { ...FUNCTIONS };
  for (const { Id, Expression } of queries) {
    Object.defineProperty(context, Id, {
      get: () => (Expression === undefined ? values[Id] : reckon(queries, Id, values)),
    });
  }
  const text = queries.find(({ Id }) => Id === id)?.Expression;
  if (text === undefined) throw new Error(`There is no expression ${id}.`);
  return Number(runInNewContext(text, context));
}
