import * as fc from 'fast-check';
import { type Policy, type Shape, UNLIMITED } from '../../src/domain/policies.ts';
import { LEASE_MS, type Operation, type Settings } from './operations.ts';

/** What may happen next: an operation, time, or other settings. */
export type Step =
  | { readonly kind: 'pass'; readonly ms: number }
  | { readonly kind: 'settings'; readonly settings: Settings }
  | Asked;

/** An operation, but for what it finds: the time and the settings. */
export type Asked = Operation extends infer Each
  ? Each extends Operation
    ? Omit<Each, 'now' | keyof Settings>
    : never
  : never;

/** So few that they meet; among them names that every JavaScript object inherits. */
const SESSIONS = ['tv', 'phone', 'browser', 'tablet', '__proto__', 'constructor', '~constructor'];
const STREAMS = ['goal', 'news', 'film', 'tv'];

const STANDARD: Settings = { limits: { standard: 3, byPlan: new Map() } };

/** In milliseconds: no lease lasts longer. */
export const SPARE_MS = 5 * LEASE_MS;

const policy = (name: string, shape: Shape, standard: number, plans: Record<string, number> = {}): Policy => ({
  name,
  shape,
  numbers: { standard, byPlan: new Map(Object.entries(plans)) },
  share: 100,
});

/** Policies that overlap: a lease may count for each of them. */
const UHD = policy('uhd', { where: { quality: 'uhd' } }, 1, { 'premium plan': 2 });
const SAME_TITLE = policy('same-title', { per: 'stream' }, 2, { 'premium plan': UNLIMITED });
const ONE_HOME = policy('one-home', { distinct: 'network' }, 1);

/** How the service may be set: the first is how it is by default, but for two paces. */
export const SETTINGS: readonly [Settings, ...Settings[]] = [
  STANDARD,
  { limits: { standard: 2, byPlan: new Map([['basic plan', 1]]) }, spareMs: SPARE_MS },
  {
    limits: {
      standard: 0,
      byPlan: new Map([
        ['premium plan', 5],
        ['basic plan', 3],
      ]),
    },
    whenFull: 'replace-oldest',
  },
  { ...STANDARD, spareMs: SPARE_MS, whenFull: 'replace-oldest' },
  { limits: { standard: 1, byPlan: new Map([['basic plan', 2]]), ofToken: 'stored' }, spareMs: SPARE_MS },
  { limits: { standard: 1, byPlan: new Map() }, spareMs: SPARE_MS },
  { ...STANDARD, spareMs: SPARE_MS, policies: [UHD, SAME_TITLE] },
  { limits: { standard: 5, byPlan: new Map() }, policies: [ONE_HOME, UHD], whenFull: 'replace-oldest' },
];

const session = fc.constantFrom(...SESSIONS);
const stream = fc.constantFrom(...STREAMS);
const kind = <Kind extends string>(name: Kind) => fc.constant(name);

const subscription = fc.constantFrom('Basic Plan', ' basic plan', 'PREMIUM plan', 'none');

const limit = fc.constantFrom(0, 1, 2, 5);
const tokenLimit = fc.constantFrom(null, 0, 1, 4);

const tags = fc.constantFrom(
  {},
  { quality: 'uhd' },
  { quality: 'hd', network: 'home' },
  { quality: 'uhd', network: 'home' },
  { network: 'away' },
);

const device = fc.constantFrom('Television', 'Phone');
const request = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record(
      { kind: kind('request'), session, stream, device, tags },
      { requiredKeys: ['kind', 'session', 'stream'] },
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .record(
        {
          kind: kind('request'),
          session,
          stream,
          device,
          tags,
          replace: fc.oneof(
            { weight: 3, arbitrary: fc.subarray(SESSIONS, { minLength: 1, maxLength: 3 }) },
            { weight: 1, arbitrary: fc.constant('others' as const) },
          ),
        },
        { requiredKeys: ['kind', 'session', 'stream', 'replace'] },
      )
      // Nobody gives way to themselves: that is a 400.
      .filter(({ session: wanted, replace }) => !replace.includes(wanted)),
  },
  {
    weight: 1,
    arbitrary: fc.record(
      { kind: kind('request'), session, stream, claim: subscription, tokenLimit },
      { requiredKeys: ['kind', 'session', 'stream'] },
    ),
  },
);
const renew = fc.record({ kind: kind('renew'), session, stream, tags }, { requiredKeys: ['kind', 'session'] });
const stop = fc.record({ kind: kind('stop'), session });
const create = fc.record({ kind: kind('create'), subscription, limit }, { requiredKeys: ['kind', 'subscription'] });
const update = fc.record(
  { kind: kind('update'), subscription, limit: fc.oneof(limit, fc.constant(null)) },
  { requiredKeys: ['kind'] },
);
const remove = fc.record({ kind: kind('remove') });
const revoke = fc.record(
  { kind: kind('revoke'), blockMs: fc.constantFrom(0, 1000, LEASE_MS) },
  { requiredKeys: ['kind'] },
);
const streams = fc.record({ kind: kind('streams') });
const user = fc.record({ kind: kind('user') });

/** What players and subscribers do. Starts are frequent, as they are what this service is there for. */
export const asked: fc.Arbitrary<Asked> = fc.oneof(
  { weight: 30, arbitrary: request },
  { weight: 12, arbitrary: renew },
  { weight: 10, arbitrary: stop },
  { weight: 4, arbitrary: create },
  { weight: 2, arbitrary: update },
  { weight: 1, arbitrary: remove },
  { weight: 2, arbitrary: revoke },
  { weight: 2, arbitrary: streams },
  { weight: 2, arbitrary: user },
);

/** Around the end of a lease and of what protects it, to the millisecond; and long enough to be forgotten. */
const pass = fc.record({
  kind: kind('pass'),
  ms: fc.constantFrom(1, 29_999, 30_000, 60_000, 149_999, 150_000, 150_001, 749_999, 750_001, 3_600_000, 86_400_000),
});
const settings = fc.record({ kind: kind('settings'), settings: fc.constantFrom(...SETTINGS) });

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 16, arbitrary: asked },
  { weight: 4, arbitrary: pass },
  { weight: 1, arbitrary: settings },
);
