import * as z from 'zod/mini';
import { MAX_LIMIT, planOf } from '../domain/limits.ts';

// Plans and reclaimed leases are terms of the condition of an admission. DynamoDB takes 4 KB and 300 operators:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const MAX_PLANS = 40;

const PLANS_ERROR = `must be a JSON object of plans and their limits (0 to ${MAX_LIMIT}, or "unlimited"), such as {"premium plan":5}`;

/** Unlimited means the cap. */
export const numbered = z.transform((limit: unknown) => (limit === 'unlimited' ? MAX_LIMIT : limit));

const Limit = z.pipe(numbered, z.int(PLANS_ERROR).check(z.gte(0, PLANS_ERROR), z.lte(MAX_LIMIT, PLANS_ERROR)));

/** The limits in the setting STREAM_LIMITS_BY_SUBSCRIPTION, by plan. */
export const PlanLimits = z.pipe(
  z.pipe(
    z.transform((text: unknown) => ({ text, limits: entriesOf(parseJson(text)) })),
    z.object({ text: z.unknown(), limits: z.array(z.tuple([z.string(), Limit]), PLANS_ERROR) }),
  ),
  z.transform(({ text, limits }, { issues }): ReadonlyMap<string, number> => {
    const plans = keysIn(String(text)).map(planOf);
    const twice = plans.filter((plan, i) => plans.indexOf(plan) < i);
    const messages = [
      ...(plans.includes('') ? ['names an empty plan'] : []),
      ...[...new Set(twice)].map((plan) => `names the plan "${plan}" twice`),
      ...(plans.length > MAX_PLANS ? [`names more than ${MAX_PLANS} plans`] : []),
    ];
    issues.push(...messages.map((message) => ({ code: 'custom', message, input: text }) as const));
    return new Map(limits.map(([subscription, limit]) => [planOf(subscription), limit]));
  }),
);

/** A plan may be called `__proto__`, which a record of zod drops. @returns undefined if it is no object */
const entriesOf = (value: unknown): [string, unknown][] | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;

/**
 * The keys of a flat JSON object as it is written. Of two that are the same, JSON.parse keeps the last and says
 * nothing.
 */
const keysIn = (json: string): string[] =>
  Array.from(json.matchAll(/("(?:[^"\\]|\\.)*")\s*:/g), ([, key = '""']) => String(JSON.parse(key)));

export function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
