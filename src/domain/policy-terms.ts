import { type Numbers, numberFor, type Policy, pacing, STREAM_TAG, UNLIMITED } from './policies.ts';
import type { Tags } from './user.ts';

/** Part of a condition. An empty list of conditions is always true. */
export interface Term {
  readonly conditions: readonly string[];
  readonly names: Record<string, string>;
  readonly values: Record<string, unknown>;
}

export const NO_TERM: Term = { conditions: [], names: {}, values: {} };

/**
 * The most bytes that policies may add to a condition. DynamoDB accepts 4096, of which the table of forty plans takes
 * most. A longer term is replaced by the smallest number of all plans. That is stricter, so some decisions then take a
 * second write.
 */
const MAX_TERM_BYTES = 1000;

/** The smallest number of these policies, for each plan. */
export function leastOf(policies: readonly Policy[]): Numbers {
  const all = policies.map(({ numbers }) => numbers);
  const plans = new Set(all.flatMap(({ byPlan }) => [...byPlan.keys()]));
  return {
    standard: Math.min(UNLIMITED, ...all.map(({ standard }) => standard)),
    byPlan: new Map([...plans].map((plan) => [plan, Math.min(...all.map((numbers) => numberFor(numbers, plan)))])),
  };
}

/**
 * The user holds fewer leases than the smallest number of these policies. That is enough to admit another lease,
 * because a policy counts at most all leases. The term uses only the counter and the plan of the item.
 */
export function fewerThanAnyPolicy(policies: readonly Policy[]): Term {
  const names = new Vocabulary();
  const term = names.term(names.fewerThan(leastOf(policies)));
  return isShort(term) ? term : smallest(policies);
}

/**
 * Each policy that counts the renewed lease has room for another of its kind, because the user holds fewer leases than
 * its number. The condition reads the lease's own tags; a lease that no policy counts needs only the limit.
 */
export function noKindIsFull(policies: readonly Policy[]): Term {
  const names = new Vocabulary();
  const conditions = pacing(policies).flatMap((policy) => {
    const fewer = names.fewerThan(policy.numbers);
    if (fewer.length === 0) return [];
    const counted = names.isCounted(policy);
    return counted === undefined ? fewer : [`(NOT ${counted} OR ${fewer.join(' AND ')})`];
  });
  const term = names.term(conditions);
  return isShort(term) ? term : smallest(pacing(policies));
}

/** The lease of `#session` has this stream, and exactly these tags. Undefined: any. */
export function hasKind(stream: string | undefined, tags: Tags | undefined): Term {
  const entries = Object.entries(tags ?? {});
  const count = 'streams.#session.tags';
  return {
    conditions: [
      ...(stream === undefined ? [] : ['streams.#session.#stream = :stream']),
      ...entries.map((_, i) => `streams.#session.tags.#k${i} = :k${i}`),
      ...(tags === undefined
        ? []
        : [entries.length > 0 ? `size(${count}) = :tagCount` : `attribute_not_exists(${count})`]),
    ],
    names: {
      ...(stream === undefined ? {} : { '#stream': 'stream' }),
      ...Object.fromEntries(entries.map(([name], i) => [`#k${i}`, name])),
    },
    values: {
      ...(stream === undefined ? {} : { ':stream': stream }),
      ...Object.fromEntries(entries.map(([, value], i) => [`:k${i}`, value])),
      ...(entries.length > 0 ? { ':tagCount': entries.length } : {}),
    },
  };
}

const isShort = ({ conditions }: Term): boolean => Buffer.byteLength(conditions.join(' AND ')) <= MAX_TERM_BYTES;

function smallest(policies: readonly Policy[]): Term {
  const { standard, byPlan } = leastOf(policies);
  const names = new Vocabulary();
  return names.term(names.fewerThan({ standard: Math.min(standard, ...byPlan.values()), byPlan: new Map() }));
}

/** Collects the names and values of one term: each plan, number and tag once. */
class Vocabulary {
  readonly #names: Record<string, string> = {};
  readonly #values = new Map<string | number, string>();

  term = (conditions: readonly string[]): Term => ({
    conditions,
    names: this.#names,
    values: Object.fromEntries([...this.#values].map(([value, name]) => [name, value])),
  });

  /** The counter is below the number of the user's plan. */
  fewerThan({ standard, byPlan }: Numbers): string[] {
    const exceptions = [...byPlan].filter(([, number]) => number !== standard);
    if (exceptions.length === 0) return standard === UNLIMITED ? [] : [this.#below(standard)];
    const isOneOf = (plans: readonly (readonly [string, number])[]) => {
      this.#names['#plan'] = 'plan';
      return `#plan IN (${plans.map(([plan]) => this.#value(plan)).join(', ')})`;
    };
    const under = (condition: string, number: number) =>
      number === UNLIMITED ? condition : `${condition} AND ${this.#below(number)}`;
    const numbers = [...new Set(exceptions.map(([, number]) => number))];
    const groups = numbers.map((most) => under(isOneOf(exceptions.filter(([, number]) => number === most)), most));
    return [`(${[...groups, under(`NOT ${isOneOf(exceptions)}`, standard)].join(' OR ')})`];
  }

  /** The condition that the policy counts the lease of `#session`; undefined if it counts every lease. */
  isCounted({ shape }: Policy): string | undefined {
    if ('where' in shape) {
      const tags = Object.entries(shape.where).map(([tag, value]) => `${this.#tag(tag)} = ${this.#value(value)}`);
      return tags.length === 1 ? tags[0] : `(${tags.join(' AND ')})`;
    }
    const tag = 'per' in shape ? shape.per : shape.distinct;
    return tag === STREAM_TAG ? undefined : `attribute_exists(${this.#tag(tag)})`;
  }

  #below = (number: number): string => `activeStreams < ${this.#value(number)}`;

  #tag(tag: string): string {
    const found = Object.entries(this.#names).find(([, name]) => name === tag)?.[0];
    const name = found ?? `#t${Object.keys(this.#names).length}`;
    this.#names[name] = tag;
    return tag === STREAM_TAG ? `streams.#session.${name}` : `streams.#session.tags.${name}`;
  }

  #value(value: string | number): string {
    const name = this.#values.get(value) ?? `:p${this.#values.size}`;
    this.#values.set(value, name);
    return name;
  }
}
