import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SettingsError } from '../../src/settings/settings.ts';
import { awsFault } from './aws-fault.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// Without what tools say of themselves, here and in all that is run from here.
Object.assign(process.env, { SLS_NOTIFICATIONS_MODE: 'off', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' });

/** An error that a person can fix, in a sentence. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError';
}

export interface RunOptions {
  readonly env?: Record<string, string | undefined>;
  /** Where it runs, if not in the project's folder. */
  readonly folder?: string;
  /** Shows what the command prints, while it runs. */
  readonly show?: boolean;
}

/**
 * Runs a command.
 * @returns what it printed
 * @throws ScriptError with what it printed, when it fails
 */
export async function run(
  command: string,
  args: readonly string[],
  { env = {}, folder = ROOT, show = false }: RunOptions = {},
) {
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let output = '';
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (show) to.write(text);
    });
  }
  const end = () => child.kill();
  process.once('exit', end);
  const [code] = await once(child, 'close').catch((error) => {
    throw new ScriptError(`${command} cannot be run: ${error.message}`);
  });
  process.off('exit', end);
  if (code !== 0) {
    throw new ScriptError(`${[command, ...args].join(' ')} failed (${code}).${show ? '' : `\n${output}`}`);
  }
  return output;
}

/**
 * The serverless CLI of this project. It leaves copies of what it packages in the temporary folder: this removes them.
 */
export async function serverless(args: readonly string[], options: RunOptions = {}): Promise<string> {
  const TMPDIR = mkdtempSync(join(tmpdir(), 'streamgate-serverless-'));
  try {
    const env = { ...options.env, TMPDIR };
    return await run(process.execPath, ['node_modules/serverless/bin/serverless.js', ...args], { ...options, env });
  } finally {
    rmSync(TMPDIR, { recursive: true, force: true });
  }
}

/**
 * @param parse reads the options of a command
 * @throws ScriptError with the usage, where it finds what is no option
 */
export function orUsage<Options>(parse: () => Options, usage: string): Options {
  try {
    return parse();
  } catch (error) {
    throw new ScriptError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/**
 * For a command that takes no options: shows the usage, and ends, if that is asked for.
 * @throws ScriptError with the usage, where there is anything else
 */
export function takesNothing(usage: string): void {
  const { help } = orUsage(() => parseArgs({ options: { help: { type: 'boolean', short: 'h' } } }), usage).values;
  if (help) showUsage(usage);
}

export function showUsage(usage: string): never {
  console.log(usage);
  process.exit(0);
}

/** @returns what the work does; if it throws, the process ends, as `fail` does */
export function orFail<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    return fail(error);
  }
}

/** Ends the process with a sentence for what a person can mend, and with everything for what nobody expects. */
export function fail(error: unknown): never {
  const forPeople = error instanceof ScriptError || error instanceof SettingsError;
  console.error(forPeople ? error.message : (awsFault(error) ?? error));
  process.exit(1);
}
