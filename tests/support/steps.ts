import * as fc from 'fast-check';
import type { Limits } from '../../src/domain/limits.ts';
import type { Operation } from './operations.ts';

/** What may happen next: an operation, time, or another table of plans. */
export type Step =
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'plans'; readonly limits: Limits }
  | Asked;

/** An operation, but for what it finds: the time and the table of plans. */
export type Asked = Operation extends infer Each
  ? Each extends Operation
    ? Omit<Each, 'now' | 'limits'>
    : never
  : never;

/** So few that they meet; among them names that every JavaScript object inherits. */
const SESSIONS = ['tv', 'phone', 'browser', 'tablet', '__proto__', 'constructor'];
const STREAMS = ['goal', 'news', 'film', 'tv'];

export const PLANS: readonly Limits[] = [
  { standard: 3, byPlan: new Map() },
  { standard: 2, byPlan: new Map([['basic plan', 1]]) },
  {
    standard: 0,
    byPlan: new Map([
      ['premium plan', 5],
      ['basic plan', 3],
    ]),
  },
];

const session = fc.constantFrom(...SESSIONS);
const stream = fc.constantFrom(...STREAMS);
const kind = <Kind extends string>(name: Kind) => fc.constant(name);

const request = fc.record(
  { kind: kind('request'), session, stream, device: fc.constantFrom('Television', 'Phone') },
  { requiredKeys: ['kind', 'session', 'stream'] },
);
const renew = fc.record({ kind: kind('renew'), session, stream }, { requiredKeys: ['kind', 'session'] });
const stop = fc.record({ kind: kind('stop'), session });
const create = fc.record({
  kind: kind('create'),
  subscription: fc.constantFrom('Basic Plan', ' basic plan', 'PREMIUM plan', 'none'),
});
const remove = fc.record({ kind: kind('remove') });
const streams = fc.record({ kind: kind('streams') });
const user = fc.record({ kind: kind('user') });

/** What players and subscribers do. Starts are frequent, as they are what this service is there for. */
export const asked: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 30, arbitrary: request },
  { weight: 12, arbitrary: renew },
  { weight: 10, arbitrary: stop },
  { weight: 4, arbitrary: create },
  { weight: 1, arbitrary: remove },
  { weight: 2, arbitrary: streams },
  { weight: 2, arbitrary: user },
);

/** Around the end of a lease of 150 seconds, to the millisecond. */
const pass = fc.record({ kind: kind('pass'), ms: fc.constantFrom(1, 60_000, 149_999, 150_000, 150_001) });
const plans = fc.record({ kind: kind('plans'), limits: fc.constantFrom(...PLANS) });

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 16, arbitrary: asked },
  { weight: 4, arbitrary: pass },
  { weight: 1, arbitrary: plans },
);
