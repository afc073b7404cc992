import { readStage, type Stage } from '../scripts/support/stage.ts';
import { isLocalCommand } from '../src/local/command.ts';
import { localSettings } from '../src/local/options.ts';
import { StartError } from '../src/local/start-error.ts';
import { SettingsError } from '../src/settings/settings.ts';
import { arn } from './cloudformation.ts';
import { readFleet } from './fleet/settings.ts';

/** What the Serverless CLI hands to a function that a variable of serverless.yml names. */
export interface ResolveVariable {
  /** @param variable such as `sls:stage`; its value has the form that serverless.yml and infra/params.yml give it */
  readonly resolveVariable: <Value>(variable: string) => Promise<Value>;
}

/**
 * What serverless.yml knows of its stage: `settings` and `params`, as scripts/support/stage.ts reads them, and
 * `tables`.
 */
export async function stage({ resolveVariable }: ResolveVariable) {
  const name = await resolveVariable<string>('sls:stage');
  return withShortErrors(() => {
    const { settings, params } = stageHere(name);
    // scripts/support/rounds.ts says why.
    const first = process.env.FIRST_DEPLOY ? { tableDeletionProtection: false } : {};
    return {
      settings,
      params: { [name]: { ...params, ...responsesOf(params), ...first } },
      tables: tablesOf(settings),
    };
  });
}

/** A fleet brings responses of its own; the function that responds is told of all by one name. */
function responsesOf({ responses, fleet: value }: Stage['params']) {
  const { fleet } = readFleet(value);
  if (fleet === undefined) return {};
  return { responses: [String(responses), ...fleet.responses].filter(Boolean).join(',') };
}

/** A stage without a file has the defaults of `npm start`, where the command runs the functions on this machine. */
function stageHere(name: string): Stage {
  const stage = readStage(name, process.env);
  if (stage.file !== undefined || !isLocalCommand(process.argv)) return stage;
  return readStage(name, { ...process.env, ...localSettings(process.env) });
}

/** The stage of a command that names none: `local`, which has no file, on this machine. */
export const defaultStage = isLocalCommand(process.argv) ? 'local' : 'dev';

/**
 * The CLI shows the stack of an error; for what a person can mend, the faults alone.
 * @throws what `work` throws
 */
export function withShortErrors<Value>(work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof SettingsError || error instanceof StartError) error.stack = `\n${error.message}`;
    throw error;
  }
}

/** By name: the table of a restore, or of the other region, is no resource of the stack. */
function tablesOf({ TABLE_NAME = '', SERVED_TABLE = '' }: Readonly<Record<string, string>>) {
  const names = [...new Set([TABLE_NAME, SERVED_TABLE])];
  return {
    arns: names.map((name) => arn('dynamodb', `table/${name}`)),
    indexArns: names.map((name) => arn('dynamodb', `table/${name}/index/listing`)),
  };
}
