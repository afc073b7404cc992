import { parseArgs } from 'node:util';
import type { Policy } from '../../src/domain/policies.ts';
import { parsePolicies } from '../../src/settings/policies.ts';
import { ASSUMPTIONS } from './assumptions.ts';
import type { Event } from './load.ts';

export interface Options extends Event {
  /** LEASE_SECONDS and SPARE_LEASE_SECONDS: they cost nothing but patience. */
  readonly leaseSeconds: number;
  readonly spareLeaseSeconds: number;
  readonly memoryMb: number;
  /** 0: what the model of memory and time says. */
  readonly durationMs: number;
  readonly provisionedHours: number;
  readonly requestsPerVcpu: number;
  readonly writeTargetPercent: number;
  readonly users: number;
  readonly seed: number;
  readonly limitOnePercent: number;
  /** Whom would they hit in the simulated evening? */
  readonly policies: readonly Policy[];
  /** Play an evening instead, at the paces that are given and at one. */
  readonly simulate: boolean;
  /** Play it at all paces of the curve, and draw that. */
  readonly curve: boolean;
  /** Play the evening that the columns are priced by, and keep it. */
  readonly record: boolean;
  readonly json: boolean;
  readonly help: boolean;
}

/** Its message names every fault, a line each. */
export class OptionsError extends Error {
  override readonly name = 'OptionsError';
}

interface Numeric {
  readonly fallback: number;
  readonly min: number;
  readonly max: number;
  readonly what: string;
}

export const NUMBERS = {
  viewers: { fallback: 1_000_000, min: 1, max: 1e9, what: 'streams watched at the same time, at the peak' },
  'ramp-minutes': { fallback: 5, min: 0.1, max: 1440, what: 'minutes in which all of them start' },
  'lease-seconds': { fallback: 150, min: 1, max: 86_400, what: 'LEASE_SECONDS of the service' },
  'renew-seconds': { fallback: 60, min: 1, max: 86_400, what: 'RENEW_SECONDS of the service' },
  'spare-lease-seconds': { fallback: 750, min: 1, max: 86_400, what: 'SPARE_LEASE_SECONDS' },
  'spare-renew-seconds': {
    fallback: 300,
    min: 1,
    max: 86_400,
    what: 'SPARE_RENEW_SECONDS; for a single pace, the same as --renew-seconds',
  },
  'full-percent': { fallback: 5, min: 0, max: 100, what: 'streams of users without a free slot, in percent' },
  'streams-a-user': { fallback: 1.3, min: 1, max: 20, what: 'streams at a time per watching user, on average' },
  'session-minutes': { fallback: 90, min: 1, max: 1440, what: 'minutes that a viewing lasts, on average' },
  'enrol-percent': { fallback: 0, min: 0, max: 100, what: 'starts of users who were never seen before, in percent' },
  'average-percent': {
    fallback: 25,
    min: 0.1,
    max: 100,
    what: "the month's average, in percent of the peak's streams",
  },
  'memory-mb': { fallback: 512, min: 128, max: 10_240, what: 'memorySize of the functions' },
  'duration-ms': {
    fallback: 0,
    min: 0,
    max: 6000,
    what: 'milliseconds that Lambda bills for a request; 0: from the model',
  },
  'provisioned-hours': {
    fallback: 0,
    min: 0,
    max: 730,
    what: 'hours a month that environments for the peak are kept ready',
  },
  users: { fallback: 10_000, min: 1, max: 1e6, what: 'users of the simulated evening' },
  seed: { fallback: 7, min: 0, max: 1e9, what: 'seed of its random numbers' },
  'limit-one-percent': { fallback: 0, min: 0, max: 100, what: 'its users with a plan whose limit is 1, in percent' },
  'requests-per-vcpu': {
    fallback: ASSUMPTIONS.requestsPerVcpu.value,
    min: 1,
    max: 1e6,
    what: 'requests a second that a vCPU of an instance takes',
  },
  'write-target-percent': {
    fallback: ASSUMPTIONS.writeTarget.value,
    min: 20,
    max: 90,
    what: 'target of auto scaling, in percent of the provisioned writes',
  },
} satisfies Record<string, Numeric>;

const FLAGS = ['simulate', 'curve', 'record', 'json', 'help'];

type NumberName = keyof typeof NUMBERS;

/** @throws OptionsError */
export function parseOptions(args: string[]): Options {
  const faults: string[] = [];
  const names = Object.keys(NUMBERS);
  const given = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: {
      ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
      policies: { type: 'string' },
      ...Object.fromEntries(FLAGS.map((name) => [name, { type: 'boolean' as const }])),
      help: { type: 'boolean', short: 'h' },
    },
  });
  const seen = new Set<string>();
  for (const token of given.tokens) {
    if (token.kind === 'positional') faults.push(`"${token.value}" is not an option`);
    if (token.kind !== 'option') continue;
    if (![...names, ...FLAGS, 'policies'].includes(token.name)) faults.push(`${token.rawName} is not an option`);
    if (seen.has(token.name)) faults.push(`${token.rawName} is given more than once`);
    if (FLAGS.includes(token.name) && token.value !== undefined) faults.push(`${token.rawName} takes no value`);
    seen.add(token.name);
  }
  const number = (name: NumberName): number => {
    const { fallback, min, max } = NUMBERS[name];
    const text = given.values[name];
    if (text === undefined) return fallback;
    const value =
      typeof text === 'string' && /^\d[\d,]*(\.\d+)?(e\d)?$/i.test(text)
        ? Number(text.replaceAll(',', ''))
        : Number.NaN;
    if (value >= min && value <= max) return value;
    faults.push(
      `--${name} must be a number from ${min} to ${max}${typeof text === 'string' ? `; it is "${text}"` : ''}`,
    );
    return fallback;
  };
  const { policies, errors } = parsePolicies(
    given.values.policies === undefined ? undefined : `${given.values.policies}`,
  );
  faults.push(...errors.map((error) => error.replace('STREAM_POLICIES', '--policies')));
  const options: Options = {
    policies,
    viewers: number('viewers'),
    rampMinutes: number('ramp-minutes'),
    renewSeconds: number('renew-seconds'),
    leaseSeconds: number('lease-seconds'),
    spareLeaseSeconds: number('spare-lease-seconds'),
    spareRenewSeconds: number('spare-renew-seconds'),
    fullPercent: number('full-percent'),
    streamsAUser: number('streams-a-user'),
    sessionMinutes: number('session-minutes'),
    enrolPercent: number('enrol-percent'),
    averagePercent: number('average-percent'),
    memoryMb: number('memory-mb'),
    durationMs: number('duration-ms'),
    provisionedHours: number('provisioned-hours'),
    requestsPerVcpu: number('requests-per-vcpu'),
    writeTargetPercent: number('write-target-percent'),
    users: number('users'),
    seed: number('seed'),
    limitOnePercent: number('limit-one-percent'),
    simulate: given.values.simulate === true || given.values.curve === true || policies.length > 0,
    curve: given.values.curve === true,
    record: given.values.record === true,
    json: given.values.json === true,
    help: given.values.help === true,
  };
  if (faults.length > 0) throw new OptionsError(faults.join('\n'));
  return options;
}
