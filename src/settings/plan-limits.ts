import * as z from 'zod/mini';
import { MAX_LIMIT, planOf } from '../domain/limits.ts';

// Plans and removed leases add terms to the condition of an admission. DynamoDB accepts 4 KB and 300 operators:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const MAX_PLANS = 40;

const PLANS_ERROR = `must be a JSON object of plans and their limits (0 to ${MAX_LIMIT}, or "unlimited"), such as {"premium plan":5}`;

/** `unlimited` means the cap. */
export const numbered = z.transform((limit: unknown) => (limit === 'unlimited' ? MAX_LIMIT : limit));

const Limit = z.pipe(numbered, z.int(PLANS_ERROR).check(z.gte(0, PLANS_ERROR), z.lte(MAX_LIMIT, PLANS_ERROR)));

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

/**
 * A plan may be called `__proto__`, which zod's record drops.
 * @returns undefined if it is not an object
 */
const entriesOf = (value: unknown): [string, unknown][] | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;

/** The keys of a flat JSON object, as written. JSON.parse silently drops all but the last of equal keys. */
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
