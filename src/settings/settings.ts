import * as z from 'zod/mini';
import { MAX_LIMIT } from '../domain/limits.ts';
import type { Rules } from '../domain/rules.ts';
import type { Auth } from '../http/authorization.ts';
import { originsError, originsOf } from '../http/origins.ts';
import { LOG_LEVELS, type LogSettings } from '../log/log.ts';
import type { PassSettings } from '../passes/open.ts';
import { passErrors, passesOf } from './passes.ts';
import { numbered, PlanLimits, parseJson } from './plan-limits.ts';
import { parsePolicies } from './policies.ts';

export interface Settings extends LogSettings {
  readonly tableName: string;
  readonly auth: Auth;
  /** The origins of other pages that may call the service. */
  readonly origins: readonly string[];
  readonly rules: Rules;
  /** Undefined if passes are off. */
  readonly passes?: PassSettings | undefined;
  /** The ids of the new versions, by the names of their functions, for the check of a release. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Its message lists every error, one per line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const number = (message: string, min: number, max: number) =>
  z.pipe(
    z.transform((text: unknown) =>
      typeof text === 'string' && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : text,
    ),
    z.number(message).check(z.gte(min, message), z.lte(max, message)),
  );

const whole = (what: string, min: number, max: number, other = '') => {
  const message = `must be a whole number of ${what} from ${min} to ${max}${other}`;
  return z.pipe(number(message, min, max), z.int(message));
};

const renewal = number('must be a number of seconds from 0.1 to 86400', 0.1, 86_400);

// Issuers want a namespace before a custom claim, such as https://example.com/subscription.
const claimName = z
  .string()
  .check(z.regex(/^[!-~]{1,200}$/, 'must be the name of a claim (1 to 200 printable characters, no blanks)'));

const Environment = z.object({
  TABLE_NAME: z
    .string('must name the DynamoDB table')
    .check(z.regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be the name of a DynamoDB table (3 to 255 of A-Z a-z 0-9 . _ -)')),
  AUTH: z.enum(['jwt', 'none'], 'must be jwt, or none to let everybody do everything'),
  AUTH_ISSUER: z.optional(z.string().check(z.regex(/^https:\/\/[^\s?#]+$/, 'must be an https URL'))),
  AUTH_AUDIENCE: z.optional(
    z.string().check(z.regex(/^[^\s,[\]]+(,[^\s,[\]]+)*$/, 'must be audiences with commas between them')),
  ),
  // The characters of RFC 6749.
  AUTH_SCOPE_PREFIX: z._default(z.string().check(z.regex(/^[!#-[\]-~]+$/, 'must be how a scope starts')), ''),
  AUTH_USER_CLAIM: z._default(claimName, 'sub'),
  AUTH_SUBSCRIPTION_CLAIM: z.optional(claimName),
  AUTH_LIMIT_CLAIM: z.optional(claimName),
  AUTH_TAGS_CLAIM: z.optional(claimName),
  CORS_ORIGINS: z._default(z.string(), ''),
  STREAM_LIMIT: z._default(z.pipe(numbered, whole('streams', 0, MAX_LIMIT, ', or unlimited')), 3),
  STREAM_LIMITS_BY_SUBSCRIPTION: z._default(PlanLimits, new Map()),
  LEASE_SECONDS: z._default(whole('seconds', 1, 86_400), 150),
  RENEW_SECONDS: z.optional(renewal),
  SPARE_LEASE_SECONDS: z.optional(whole('seconds', 1, 86_400)),
  SPARE_RENEW_SECONDS: z.optional(renewal),
  STREAM_POLICIES: z.optional(z.string()),
  WHEN_FULL: z._default(
    z.enum(['deny', 'replace-oldest', 'admit'], 'must be deny, replace-oldest, or admit to only count'),
    'deny',
  ),
  LIMIT_SHARE: z._default(whole('percent', 0, 100), 0),
  PROTECT_SECONDS: z._default(whole('seconds', 0, 86_400), 30),
  KEEP_TOMBSTONES: z._default(z.enum(['on', 'off'], 'must be on, or off while an earlier release may run'), 'on'),
  PASSES: z._default(z.enum(['on', 'off'], 'must be on or off'), 'off'),
  PASS_KEYS: z.optional(z.string()),
  PASS_PATH: z.optional(z.string()),
  PASS_ISSUER: z._default(z.string(), 'streamgate'),
  LOG_LEVEL: z._default(
    z.pipe(
      z.transform((text: unknown) => (typeof text === 'string' ? text.toUpperCase() : text)),
      z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`),
    ),
    'INFO',
  ),
  RELEASE_VERSIONS: z._default(
    z.pipe(
      z.transform((text: unknown) => parseJson(text)),
      z.record(z.string(), z.string(), 'must be a JSON object of functions and their versions'),
    ),
    {},
  ),
  SERVICE_NAME: z._default(z.string(), 'streamgate'),
  AWS_REGION: z.optional(z.string()),
  AWS_ENDPOINT_URL: z.optional(z.string()),
  AWS_LAMBDA_FUNCTION_NAME: z._default(z.string(), 'local'),
  AWS_LAMBDA_FUNCTION_VERSION: z._default(z.string(), '$LATEST'),
});

/** The settings that people set; Lambda, a release and the stack set the others. */
export const SETTING_NAMES = Object.keys(Environment.shape).filter((name) => !/^(AWS|RELEASE|SERVICE)_/.test(name));

/**
 * Parses the settings of the service. An empty variable counts as unset.
 * @throws SettingsError that lists every error
 */
export function parseSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const { data, error } = z.safeParse(Environment, given);
  const errors = (error?.issues ?? []).map(({ path, message }) => `${String(path[0])} ${message}`);
  if (given.AUTH === 'jwt') {
    for (const name of ['AUTH_ISSUER', 'AUTH_AUDIENCE']) {
      if (given[name] === undefined) errors.push(`${name} must be set, as AUTH is jwt`);
    }
  }
  if (given.AUTH === 'none') {
    for (const name of ['AUTH_USER_CLAIM', 'AUTH_SUBSCRIPTION_CLAIM', 'AUTH_LIMIT_CLAIM', 'AUTH_TAGS_CLAIM']) {
      if (given[name] !== undefined) errors.push(`${name} needs AUTH=jwt: it is a claim of a token`);
    }
  }
  if (data === undefined) throw new SettingsError([...new Set(errors)].join('\n'));

  const { policies, errors: mistakes } = parsePolicies(data.STREAM_POLICIES);
  errors.push(...mistakes);
  if (data.LIMIT_SHARE > 0 && data.WHEN_FULL !== 'admit') {
    errors.push('LIMIT_SHARE needs WHEN_FULL=admit: otherwise the limit holds for everybody');
  }
  errors.push(...passErrors(data));
  const paces = pacesOf(data);
  errors.push(...paceErrors(paces));
  const origins = originsOf(data.CORS_ORIGINS);
  const message = originsError(origins, data.AUTH === 'none');
  if (message !== undefined) errors.push(message);
  const auth = authOf(data);
  if (auth === undefined || errors.length > 0) throw new SettingsError(errors.join('\n'));

  const passes = passesOf(data);
  return {
    tableName: data.TABLE_NAME,
    auth,
    origins,
    rules: {
      limits: {
        standard: data.STREAM_LIMIT,
        byPlan: data.STREAM_LIMITS_BY_SUBSCRIPTION,
        ...(data.AUTH_LIMIT_CLAIM === undefined ? {} : { ofToken: 'stored' as const }),
      },
      ...paces,
      tokenNamesPlan: data.AUTH_SUBSCRIPTION_CLAIM !== undefined,
      keepsTombstones: data.KEEP_TOMBSTONES === 'on',
      policies,
      whenFull: data.WHEN_FULL,
      limitShare: data.LIMIT_SHARE,
      protectSeconds: data.PROTECT_SECONDS,
      ...(passes === undefined ? {} : { passes: { youngSeconds: YOUNG_SECONDS } }),
    },
    passes,
    logLevel: data.LOG_LEVEL,
    service: data.SERVICE_NAME,
    running: { function: data.AWS_LAMBDA_FUNCTION_NAME, version: data.AWS_LAMBDA_FUNCTION_VERSION },
    versions: data.RELEASE_VERSIONS,
  };
}

/**
 * How long the first pass of a session lasts: a viewer who has lost the slot can watch for at most that much longer.
 */
const YOUNG_SECONDS = 60;

type Paces = Pick<Rules, 'leaseSeconds' | 'renewSeconds' | 'spareLeaseSeconds' | 'spareRenewSeconds'>;

/** How many times longer a lease is while its user has a free slot (docs/capacity.md has costs and savings). */
const SPARE = 5;

function pacesOf(data: z.output<typeof Environment>): Paces {
  // By default a player renews twice within a lease, so that one lost renewal ends no stream.
  const { LEASE_SECONDS: leaseSeconds, RENEW_SECONDS: renewSeconds = leaseSeconds * 0.4 } = data;
  return {
    leaseSeconds,
    renewSeconds,
    spareLeaseSeconds: data.SPARE_LEASE_SECONDS ?? Math.min(leaseSeconds * SPARE, 86_400),
    spareRenewSeconds: data.SPARE_RENEW_SECONDS ?? renewSeconds * SPARE,
  };
}

/**
 * The time that a lease must have left when its renewal is due. If two clocks differ by more, or a renewal is later, a
 * player that renews on time can lose its slot (docs/correctness.md). AWS keeps its clocks within milliseconds.
 */
const MIN_MARGIN_SECONDS = 1;

function paceErrors({ leaseSeconds, renewSeconds, spareLeaseSeconds, spareRenewSeconds }: Paces): string[] {
  const tooClose = (renew: string, renewal: number, lease: string, length: number) =>
    length - renewal < MIN_MARGIN_SECONDS
      ? [`${renew} (${renewal}) must be less than ${lease} (${length}) by at least ${MIN_MARGIN_SECONDS} second`]
      : [];
  const shorter = (spare: string, value: number, name: string, least: number) =>
    value < least ? [`${spare} (${value}) must not be less than ${name} (${least})`] : [];
  return [
    ...tooClose('RENEW_SECONDS', renewSeconds, 'LEASE_SECONDS', leaseSeconds),
    ...tooClose('SPARE_RENEW_SECONDS', spareRenewSeconds, 'SPARE_LEASE_SECONDS', spareLeaseSeconds),
    ...shorter('SPARE_LEASE_SECONDS', spareLeaseSeconds, 'LEASE_SECONDS', leaseSeconds),
    ...shorter('SPARE_RENEW_SECONDS', spareRenewSeconds, 'RENEW_SECONDS', renewSeconds),
  ];
}

/** @returns undefined if the issuer or the audience is missing */
function authOf(data: z.output<typeof Environment>): Auth | undefined {
  const { AUTH, AUTH_ISSUER: issuer, AUTH_AUDIENCE: audience, AUTH_SCOPE_PREFIX: scopePrefix } = data;
  const { AUTH_USER_CLAIM: userClaim, AUTH_SUBSCRIPTION_CLAIM: subscriptionClaim } = data;
  const { AUTH_LIMIT_CLAIM: limitClaim, AUTH_TAGS_CLAIM: tagsClaim } = data;
  if (AUTH === 'none') return AUTH;
  if (!issuer || !audience) return undefined;
  return { issuer, audiences: audience.split(','), scopePrefix, userClaim, subscriptionClaim, limitClaim, tagsClaim };
}
