import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { closest, distance } from 'fastest-levenshtein';
import { parseSettings, SETTING_NAMES, type Settings, SettingsError } from '../settings/settings.ts';
import { localPasses } from './pass-keys.ts';
import { StartError } from './start-error.ts';
import { LOCAL_AUDIENCE, LOCAL_CLAIM, LOCAL_ISSUER } from './tokens.ts';

/** Variables that only `npm start` reads, or that it reads differently from a deploy. */
const LOCAL_NAMES = ['PORT', 'DATA_DIR', 'DYNAMODB_ENDPOINT', 'CONSOLE', 'DOCS'];

export const USAGE = `npm start [-- options]: runs Streamgate on this machine, with an embedded DynamoDB
npm run serve [-- options]: the same, in the process of a fleet's instance, which checks signatures

  --reset   empties the embedded DynamoDB first
  --media   shows the console with pictures, on the port after PORT: a live stream that only passes open
  --help    shows this text

From the shell:
  PORT                where the service listens (8080)
  DATA_DIR            where the embedded DynamoDB keeps its data (.local)
  DYNAMODB_ENDPOINT   another DynamoDB to use instead, such as http://localhost:8000
  AUTH                none (the default here): anyone may do anything; jwt: requires tokens, and prints some to try
  CONSOLE, DOCS       the console at / and the reference at /docs: on (the default here) or off
  PASSES              on: leases bring passes, by a key that is made in the data folder (docs/passes.md)

Settings of the service, described in docs/settings.md:
${wrapped(SETTING_NAMES.filter((name) => name !== 'AUTH'))}`;

export interface Options {
  readonly port: number;
  readonly dataDir: string;
  /** The endpoint of another DynamoDB than the embedded one. */
  readonly endpoint: string | undefined;
  readonly settings: Settings;
  readonly hasConsole: boolean;
}

/**
 * @param reset whether to empty the embedded DynamoDB
 * @throws StartError that lists what a person can fix
 */
export function parseOptions(shell: Readonly<Record<string, string | undefined>>, reset: boolean): Options {
  const endpoint = shell.DYNAMODB_ENDPOINT || undefined;
  if (endpoint !== undefined && !URL.canParse(endpoint)) {
    throw new StartError(`DYNAMODB_ENDPOINT must be a URL, such as http://localhost:8000; it is "${endpoint}".`);
  }
  if (endpoint !== undefined && reset) {
    throw new StartError('--reset empties the embedded DynamoDB only; DYNAMODB_ENDPOINT names another one.');
  }
  const faults: string[] = [];
  const port = orFault(() => parsePort(shell.PORT || '8080'), faults);
  const local = orFault(() => localSettings(shell), faults);
  const settings = local && orFault(() => parseSettings({ ...shell, ...local }), faults);
  if (port === undefined || local === undefined || settings === undefined) throw new StartError(faults.join('\n'));
  const dataDir = resolve(shell.DATA_DIR || '.local');
  return { port, dataDir, endpoint, settings, hasConsole: local.CONSOLE === 'on' };
}

/** Adds what a person can fix to `faults`, so that they see every mistake at once. */
function orFault<T>(parse: () => T, faults: string[]): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof StartError || error instanceof SettingsError)) throw error;
    faults.push(error.message);
    return undefined;
  }
}

/**
 * The settings with other defaults on this machine than in a deploy.
 * @throws StartError for a switch that is neither on nor off
 */
export function localSettings(shell: Readonly<Record<string, string | undefined>>) {
  return {
    ...authorization(shell),
    TABLE_NAME: shell.TABLE_NAME || 'streamgate-dev',
    CONSOLE: parseSwitch('CONSOLE', shell.CONSOLE) ? 'on' : 'off',
    DOCS: parseSwitch('DOCS', shell.DOCS) ? 'on' : 'off',
    ...localPasses(shell),
  };
}

/** Suggestions for misspelt names, which would otherwise be ignored silently. */
export function misspelt(shell: Readonly<Record<string, string | undefined>>): string[] {
  const names = [...SETTING_NAMES, ...LOCAL_NAMES];
  return Object.keys(shell).flatMap((given) => {
    const meant = closest(given.toUpperCase(), names);
    const isNear = distance(given.toUpperCase(), meant) <= Math.floor(meant.length / 5);
    return isNear && given !== meant ? [`${given} is not a setting. Did you mean ${meant}?`] : [];
  });
}

/** @throws StartError for an unknown option */
export function parseFlags(): {
  readonly help?: boolean | undefined;
  readonly reset?: boolean | undefined;
  readonly serve?: boolean | undefined;
  readonly media?: boolean | undefined;
} {
  try {
    return parseArgs({
      options: {
        reset: { type: 'boolean' },
        serve: { type: 'boolean' },
        media: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new StartError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

/** AUTH has a default only here: a deploy must name it. */
function authorization(shell: Readonly<Record<string, string | undefined>>) {
  const { AUTH, AUTH_ISSUER, AUTH_AUDIENCE, AUTH_SUBSCRIPTION_CLAIM } = shell;
  if (AUTH !== 'jwt') return { AUTH: AUTH || 'none' };
  return {
    AUTH,
    AUTH_ISSUER: AUTH_ISSUER || LOCAL_ISSUER,
    AUTH_AUDIENCE: AUTH_AUDIENCE || LOCAL_AUDIENCE,
    AUTH_SUBSCRIPTION_CLAIM: AUTH_SUBSCRIPTION_CLAIM || LOCAL_CLAIM,
  };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new StartError(`PORT must be a number from 1 to 65535; it is "${text}".`);
}

function parseSwitch(name: string, text = ''): boolean {
  if (text === '' || text === 'on') return true;
  if (text === 'off') return false;
  throw new StartError(`${name} must be on or off; it is "${text}".`);
}

/** In lines of at most 100 characters. */
function wrapped(names: readonly string[]): string {
  const lines = [''];
  for (const name of names) {
    const line = lines.pop() ?? '';
    const longer = line === '' ? `  ${name}` : `${line}, ${name}`;
    lines.push(...(longer.length <= 100 ? [longer] : [`${line},`, `  ${name}`]));
  }
  return lines.join('\n');
}
