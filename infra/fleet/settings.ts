import * as z from 'zod/mini';
import { ASSUMPTIONS } from '../../scripts/capacity/assumptions.ts';
import { memoryOf } from '../../scripts/capacity/memory.ts';
import { environmentsFor } from '../../scripts/capacity/needs.ts';
import { FLEET_RESPONSES } from '../../src/respond/settings.ts';

/** Arm64, and never of the kinds that slow down once their credit is used up. */
const INSTANCE_TYPE = /^(?!t)[a-z]+\d+g[a-z]*\.(medium|large|xlarge|2xlarge|4xlarge)$/;
const VCPUS: Readonly<Record<string, number>> = { medium: 1, large: 2, xlarge: 4, '2xlarge': 8, '4xlarge': 16 };

const NUMBER = 'must be a whole number from 1 to 2000';
const count = z.int(NUMBER).check(z.gte(1, NUMBER), z.lte(2000, NUMBER));
const three = z.array(z.string()).check(z.length(3, 'must be three, each in a zone of its own'));

const Schema = z.strictObject({
  min: count,
  max: count,
  ceiling: count,
  instanceType: z._default(z.string().check(z.regex(INSTANCE_TYPE, 'must be arm64, such as m7g.large')), 'm7g.large'),
  share: z._default(z.int().check(z.gte(0), z.lte(100)), 0),
  nat: z._default(z.boolean(), false),
  keys: z.optional(z.string().check(z.regex(/^https:\/\//, 'must be an https URL of a JWKS'))),
  network: z.optional(z.strictObject({ vpc: z.string(), balancerSubnets: three, instanceSubnets: three })),
  schedule: z._default(z.array(z.strictObject({ recurrence: z.string(), min: count })), []),
  responses: z._default(z.array(z.enum(FLEET_RESPONSES)), [...FLEET_RESPONSES]),
});

/** The names of what `fleet` may say, and what it is where it says nothing. */
export const FLEET_SETTINGS = Object.keys(Schema.shape);

/** `fleet` of a stage's file: docs/running-a-fleet.md says what each is for. */
export type Fleet = z.infer<typeof Schema>;

/**
 * @param value what the stage's file says
 * @returns undefined where the stage has no fleet, and what is wrong with what it says, a sentence each
 */
export function readFleet(value: unknown): { readonly fleet?: Fleet; readonly faults: readonly string[] } {
  if (value === undefined || value === false) return { faults: [] };
  const { data, error } = z.safeParse(Schema, value);
  if (data === undefined) {
    return {
      faults: error.issues.map((issue) =>
        issue.code === 'unrecognized_keys'
          ? `fleet: there is no ${issue.keys.join(', ')}`
          : `${['fleet', ...issue.path].join('.')}: ${issue.message}`,
      ),
    };
  }
  const { min, max, ceiling, schedule } = data;
  const faults = [
    // A rolling update replaces instances while `min` of them serve.
    ...(min < max ? [] : [`fleet.max is ${max}: it must be more than min, which is ${min}.`]),
    ...(max <= ceiling ? [] : [`fleet.ceiling is ${ceiling}: it must be at least max, which is ${max}.`]),
    ...schedule.flatMap(({ recurrence, min: floor }) =>
      floor <= max ? [] : [`fleet.schedule ${recurrence}: min is ${floor}, and max ${max}.`],
    ),
    ...(min % 3 === 0 ? [] : [`fleet.min is ${min}: it must be a multiple of three, as many in each zone.`]),
  ];
  return faults.length > 0 ? { faults } : { fleet: data, faults };
}

/** A stage, as far as its fleet depends on it. */
export interface Around {
  readonly settings: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Why a stage cannot have the fleet that its file asks for, a sentence each. */
export function fleetRefusals({ settings, params }: Around): string[] {
  const { fleet, faults } = readFleet(params.fleet);
  if (fleet === undefined) return [...faults];
  const found: string[] = [];
  if (params.twoRegions) {
    found.push('A fleet and twoRegions do not go together: one name cannot have records by weight and by region.');
  }
  if (params.edge === 'on') found.push('A fleet and edge do not go together: CloudFront leads to the API only.');
  for (const name of ['domainName', 'certificateArn', 'hostedZoneId']) {
    if (!params[name]) found.push(`A fleet needs ${name}: Route 53 leads players to it, and to Lambda when it fails.`);
  }
  if (settings.AUTH === 'jwt' && !fleet.nat && fleet.keys === undefined && fleet.network === undefined) {
    found.push(
      'The instances of a fleet reach AWS only, so they cannot ask the issuer for its keys: ' +
        'put nat: true into fleet, or keys: with the https URL of a copy that they reach.',
    );
  }
  return found;
}

export const vcpusOf = (instanceType: string): number => VCPUS[instanceType.split('.')[1] ?? ''] ?? Number.NaN;

/** Requests a second that one instance takes at its target, with headroom for a lost zone. */
export const requestsOfInstance = ({ instanceType }: Fleet): number =>
  (vcpusOf(instanceType) * ASSUMPTIONS.requestsPerVcpu.value) / (1 + ASSUMPTIONS.headroom.value);

/**
 * What keeps API Gateway and Lambda from taking over what the fleet carries at `max`, a sentence each. An instance then
 * does not take itself out: what it fails at half, the others would fail at all.
 */
export function failOverShortfalls({ params }: Around, fleet: Fleet): string[] {
  const requests = Math.round(fleet.max * requestsOfInstance(fleet));
  const executions = Math.ceil(
    environmentsFor(requests, {
      memoryMb: Number(params.memorySize),
      durationMs: memoryOf(Number(params.memorySize)).ms,
    }),
  );
  const reserved =
    typeof params.reservedConcurrency === 'number' ? params.reservedConcurrency : Number.POSITIVE_INFINITY;
  const room = Math.min(Number(params.accountConcurrency), reserved);
  const rate = Number(params.apiRateLimit);
  return [
    ...(rate >= requests
      ? []
      : [`API Gateway lets ${rate} requests a second through (apiRateLimit), and the fleet carries ${requests}.`]),
    ...(room >= executions
      ? []
      : [`Lambda runs ${room} at once (accountConcurrency, reservedConcurrency), and would need ${executions}.`]),
  ];
}
