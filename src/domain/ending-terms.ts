import { MOST_ENDED } from './ending.ts';
import type { Limits } from './limits.ts';
import type { User } from './user.ts';

/**
 * The most bytes that the plans may add to the term. DynamoDB accepts 4096, of which the table of forty plans takes
 * most.
 */
const MAX_PLANS_BYTES = 300;

/** The smallest limit of any plan. */
const smallest = ({ standard, byPlan }: Limits): number => Math.min(standard, ...byPlan.values());

/**
 * A term for a write that adds a lease without reading the item: `ending` is so small that at most three times the
 * limit of passes are valid afterwards. It counts expired entries too; if those cause a refusal, the next write is
 * decided from the item and removes them. Conditions have no arithmetic, so a limit stored in the item allows that many
 * entries, and not twice as many.
 */
export function fewHaveEnded(limits: Limits) {
  const plan = fewOfPlan(limits);
  const few =
    limits.ofToken === 'stored' ? `(${NO_NUMBER} AND (${plan.condition})) OR ${UNDER_NUMBER}` : plan.condition;
  return {
    condition: `(attribute_not_exists(ending) OR size(ending) <= #limit OR (attribute_not_exists(#limit) AND (${few})))`,
    names: { '#limit': 'limit', ...plan.names },
    values: plan.values,
  };
}

const NO_NUMBER = 'attribute_not_exists(tokenLimit)';
const UNDER_NUMBER = 'size(ending) <= tokenLimit';

function fewOfPlan(limits: Limits) {
  const { standard, byPlan, ofToken } = limits;
  const least = typeof ofToken === 'number' ? ofToken : smallest(limits);
  const strictest = { condition: 'size(ending) <= :ended', names: {}, values: { ':ended': MOST_ENDED * least } };
  const plans = typeof ofToken === 'number' ? [] : [...byPlan];
  const more = [...new Set([standard, ...byPlan.values()])].filter((number) => number > least);
  if (plans.length === 0 || more.length === 0) return strictest;
  const nameOf = (wanted: number) => `:ended${wanted}`;
  const under = (wanted: number, is: (number: number) => boolean, not = '') => {
    const names = plans.flatMap(([, number], i) => (is(number) ? [`:plan${i}`] : []));
    return `(${not}#plan IN (${names.join(', ')}) AND size(ending) <= ${nameOf(wanted)})`;
  };
  const groups = more.flatMap((wanted) => [
    ...(plans.some(([, number]) => number === wanted) ? [under(wanted, (number) => number === wanted)] : []),
    ...(wanted === standard ? [under(wanted, () => true, 'NOT ')] : []),
  ]);
  const condition = ['size(ending) <= :ended', ...groups].join(' OR ');
  if (Buffer.byteLength(condition) > MAX_PLANS_BYTES) return strictest;
  return {
    condition,
    names: { '#plan': 'plan' },
    values: {
      ':ended': MOST_ENDED * least,
      ...Object.fromEntries(plans.map(([plan], i) => [`:plan${i}`, plan])),
      ...Object.fromEntries(more.map((number) => [nameOf(number), MOST_ENDED * number])),
    },
  };
}

/**
 * Whether `fewHaveEnded` holds for this item, whatever its plan. Then a further write may leave the check to that term.
 */
export const haveFewEnded = (
  limits: Limits,
  { ending = {}, limit, tokenLimit }: Pick<User, 'ending' | 'limit' | 'tokenLimit'>,
) =>
  Object.keys(ending).length <=
  Math.min(
    MOST_ENDED * (typeof limits.ofToken === 'number' ? limits.ofToken : smallest(limits)),
    ...(limit === undefined ? [] : [limit]),
    ...(tokenLimit === undefined ? [] : [tokenLimit]),
  );
