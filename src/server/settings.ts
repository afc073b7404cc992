import { hostname } from 'node:os';
import * as z from 'zod/mini';
import { parseSettings, type Settings, SettingsError } from '../settings/settings.ts';

/** The settings that only an instance has. */
export interface ServerSettings {
  readonly port: number;
  readonly host: string;
  /** The issuer's keys, if not in its discovery document: an https URL, or a file. */
  readonly keys: string | undefined;
  readonly hasConsole: boolean;
  readonly hasDocs: boolean;
  readonly behindBalancer: boolean;
  /** Whether it becomes unready when it fails. */
  readonly judgesItself: boolean;
  /** Of this many successful requests, one is in the access log. */
  readonly accessLogEvery: number;
  /** How long it still answers after it became unready to end. */
  readonly drainMs: number;
  /** CloudWatch's log group, and the stream of this process; undefined: standard output. */
  readonly log: { readonly logGroupName: string; readonly logStreamName: string } | undefined;
  /** Whether other processes of the machine listen on the same port; the kernel spreads the connections. */
  readonly sharesPort: boolean;
}

const onOff = (name: string) => z._default(z.enum(['on', 'off'], `${name} must be on or off`), 'off');
const whole = (name: string, min: number, max: number, fallback: number) => {
  const message = `${name} must be a whole number from ${min} to ${max}`;
  return z._default(
    z.pipe(
      z.transform((text: unknown) => Number(text)),
      z.int(message).check(z.gte(min, message), z.lte(max, message)),
    ),
    fallback,
  );
};

const Environment = z.object({
  PORT: whole('PORT', 1, 65_535, 8080),
  LISTEN: z._default(z.string(), '127.0.0.1'),
  AUTH_KEYS: z.optional(z.string()),
  CONSOLE: onOff('CONSOLE'),
  DOCS: onOff('DOCS'),
  BEHIND_BALANCER: onOff('BEHIND_BALANCER'),
  LEAVES_WHEN_ILL: onOff('LEAVES_WHEN_ILL'),
  ACCESS_LOG_EVERY: whole('ACCESS_LOG_EVERY', 1, 1_000_000, 1),
  DRAIN_SECONDS: whole('DRAIN_SECONDS', 0, 3600, 2),
  LOG_GROUP: z.optional(z.string()),
  LOG_STREAM: z._default(z.string(), hostname()),
  SHARES_PORT: onOff('SHARES_PORT'),
});

/** @throws SettingsError with every error, also of the service's own settings */
export function parseServerSettings(environment: Readonly<Record<string, string | undefined>>): {
  readonly settings: Settings;
  readonly server: ServerSettings;
} {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim()));
  const { data, error } = z.safeParse(Environment, given);
  const faults = error?.issues.map(({ message }) => message) ?? [];
  let settings: Settings | undefined;
  try {
    // For a function, Lambda sets these.
    const { FLEET_NAME: AWS_LAMBDA_FUNCTION_NAME, FLEET_VERSION: AWS_LAMBDA_FUNCTION_VERSION } = environment;
    settings = parseSettings({ ...environment, AWS_LAMBDA_FUNCTION_NAME, AWS_LAMBDA_FUNCTION_VERSION });
  } catch (fault) {
    if (!(fault instanceof SettingsError)) throw fault;
    faults.push(fault.message);
  }
  if (data === undefined || settings === undefined || faults.length > 0) throw new SettingsError(faults.join('\n'));
  return {
    settings,
    server: {
      port: data.PORT,
      host: data.LISTEN,
      keys: data.AUTH_KEYS,
      hasConsole: data.CONSOLE === 'on',
      hasDocs: data.DOCS === 'on',
      behindBalancer: data.BEHIND_BALANCER === 'on',
      judgesItself: data.LEAVES_WHEN_ILL === 'on',
      accessLogEvery: data.ACCESS_LOG_EVERY,
      drainMs: data.DRAIN_SECONDS * 1000,
      log: data.LOG_GROUP === undefined ? undefined : { logGroupName: data.LOG_GROUP, logStreamName: data.LOG_STREAM },
      sharesPort: data.SHARES_PORT === 'on',
    },
  };
}
