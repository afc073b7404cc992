import * as z from 'zod/mini';
import { planOf } from '../domain/limits.ts';
import { LIMIT_RULE, type Policy, type Shape, STREAM_TAG, UNLIMITED } from '../domain/policies.ts';

const MAX_POLICIES = 10;
const MAX_PLANS = 40;
const MAX_NUMBER = 20;

const WORD_ERROR = 'must be 1 to 32 of a-z 0-9 -';
const Word = z.string(WORD_ERROR).check(z.regex(/^[a-z0-9-]{1,32}$/, WORD_ERROR));

const NUMBER_ERROR = `must be a whole number from 0 to ${MAX_NUMBER}, or null for no limit`;
const Number_ = z.nullable(z.int(NUMBER_ERROR).check(z.gte(0, NUMBER_ERROR), z.lte(MAX_NUMBER, NUMBER_ERROR)));

const SHARE_ERROR = 'must be a whole number of percent from 0 to 100';
const PLANS_ERROR = 'must be a JSON object of plans and their numbers, such as {"premium plan":2}';
const WHERE_ERROR = 'must be a JSON object of one to five tags, such as {"quality":"uhd"}';

const PolicyText = z
  .strictObject(
    {
      name: Word.check(
        z.refine((name) => name !== LIMIT_RULE, `must not be "${LIMIT_RULE}", which the limit is called`),
      ),
      where: z.optional(
        z.record(z.string(), Word, WHERE_ERROR).check(
          z.refine((tags) => Object.keys(tags).length > 0 && Object.keys(tags).length <= 5, WHERE_ERROR),
          z.refine(
            (tags) => Object.keys(tags).every((name) => Word.safeParse(name).success),
            `names a tag that ${WORD_ERROR}`,
          ),
        ),
      ),
      per: z.optional(Word),
      distinct: z.optional(Word),
      limit: Number_,
      plans: z.optional(z.record(z.string(), Number_, PLANS_ERROR)),
      mode: z.optional(z.enum(['enforce', 'monitor'], 'must be enforce or monitor')),
      share: z.optional(z.int(SHARE_ERROR).check(z.gte(0, SHARE_ERROR), z.lte(100, SHARE_ERROR))),
    },
    { error: ({ code }) => (code === 'unrecognized_keys' ? undefined : 'must be a JSON object') },
  )
  .check(
    z.refine(
      ({ where, per, distinct }) => [where, per, distinct].filter((shape) => shape !== undefined).length === 1,
      'must have exactly one of where, per and distinct',
    ),
  );

type PolicyText = z.output<typeof PolicyText>;

/**
 * Parses STREAM_POLICIES.
 * @param text JSON; undefined: no policies
 * @returns the policies, and every mistake with its place
 */
export function parsePolicies(text: string | undefined): { policies: readonly Policy[]; errors: readonly string[] } {
  if (text === undefined) return { policies: [], errors: [] };
  const list = parseList(text);
  if (list === undefined) return { policies: [], errors: ['STREAM_POLICIES must be a JSON array of policies'] };
  const errors: string[] = [];
  const wrong = (place: string, message: string) => errors.push(`STREAM_POLICIES${place} ${message}`);
  if (list.length > MAX_POLICIES) wrong('', `must be at most ${MAX_POLICIES} policies`);
  const policies = list.map((entry, i) => policyIn(entry, (place, message) => wrong(`[${i}]${place}`, message)));
  const names = policies.flatMap((policy) => policy?.name ?? []);
  for (const name of new Set(names.filter((name, i) => names.indexOf(name) !== i))) {
    wrong('', `names the policy "${name}" twice`);
  }
  const plans = new Set(policies.flatMap((policy) => [...(policy?.numbers.byPlan.keys() ?? [])]));
  if (plans.size > MAX_PLANS) wrong('', `names more than ${MAX_PLANS} plans`);
  return { policies: policies.filter((policy) => policy !== undefined), errors };
}

function parseList(text: string): unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function policyIn(entry: unknown, wrong: (place: string, message: string) => void): Policy | undefined {
  const { data, error } = z.safeParse(PolicyText, entry);
  for (const issue of error?.issues ?? []) {
    const place = issue.path.map((key) => `.${String(key)}`).join('');
    if (issue.code === 'unrecognized_keys') for (const key of issue.keys) wrong(`${place}.${key}`, 'is not known');
    else wrong(place, issue.message);
  }
  if (data === undefined) return undefined;
  const { name, mode, limit, share = mode === 'monitor' ? 0 : 100 } = data;
  const byPlan = new Map<string, number>();
  for (const [subscription, number] of Object.entries(data.plans ?? {})) {
    const plan = planOf(subscription);
    if (plan === '') wrong('.plans', 'names an empty plan');
    if (byPlan.has(plan)) wrong('.plans', `names the plan "${plan}" twice`);
    byPlan.set(plan, number ?? UNLIMITED);
  }
  return { name, shape: shapeOf(data), numbers: { standard: limit ?? UNLIMITED, byPlan }, share };
}

function shapeOf({ where, per, distinct }: PolicyText): Shape {
  if (where !== undefined) return { where };
  return per !== undefined ? { per } : { distinct: distinct ?? STREAM_TAG };
}
