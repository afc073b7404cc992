import { parseArgs } from 'node:util';
import { ASSUMPTIONS } from './facts.ts';
import type { Event } from './plan.ts';

export interface Options extends Event {
  readonly requestsPerVcpu: number;
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
  viewers: { fallback: 1_000_000, min: 1, max: 1e9, what: 'who watch at the same time at the peak' },
  'ramp-minutes': { fallback: 5, min: 0.1, max: 1440, what: 'in which they all start' },
  'renew-seconds': { fallback: 60, min: 1, max: 86_400, what: 'RENEW_SECONDS of the service' },
  'session-minutes': { fallback: 90, min: 1, max: 1440, what: 'of one playback, in the mean' },
  'average-percent': { fallback: 25, min: 0.1, max: 100, what: "of the peak's viewers, in the mean of a month" },
  'duration-ms': { fallback: 15, min: 1, max: 6000, what: 'that Lambda bills for a request' },
  'requests-per-vcpu': {
    fallback: ASSUMPTIONS.requestsPerVcpu.value,
    min: 1,
    max: 1e6,
    what: 'a second, of an instance in a fleet',
  },
} satisfies Record<string, Numeric>;

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
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const seen = new Set<string>();
  for (const token of given.tokens) {
    if (token.kind === 'positional') faults.push(`"${token.value}" is not an option`);
    if (token.kind !== 'option') continue;
    if (![...names, 'json', 'help'].includes(token.name)) faults.push(`${token.rawName} is not an option`);
    if (seen.has(token.name)) faults.push(`${token.rawName} is given more than once`);
    if (['json', 'help'].includes(token.name) && token.value !== undefined)
      faults.push(`${token.rawName} takes no value`);
    seen.add(token.name);
  }
  const number = (name: NumberName): number => {
    const { fallback, min, max } = NUMBERS[name];
    const text = given.values[name];
    if (text === undefined) return fallback;
    const value = typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    faults.push(
      `--${name} must be a number from ${min} to ${max}${typeof text === 'string' ? `; it is "${text}"` : ''}`,
    );
    return fallback;
  };
  const options: Options = {
    viewers: number('viewers'),
    rampMinutes: number('ramp-minutes'),
    renewSeconds: number('renew-seconds'),
    sessionMinutes: number('session-minutes'),
    averagePercent: number('average-percent'),
    durationMs: number('duration-ms'),
    requestsPerVcpu: number('requests-per-vcpu'),
    json: given.values.json === true,
    help: given.values.help === true,
  };
  if (faults.length > 0) throw new OptionsError(faults.join('\n'));
  return options;
}
