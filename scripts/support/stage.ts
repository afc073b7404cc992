import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, type ScalarTag } from 'yaml';
import { SettingsError } from '../../src/settings/settings.ts';
import { ROOT } from './run.ts';

/**
 * What one stage is given: `settings` of the service, by the names of docs/settings.md, and `params` of the stack
 * (infra/params.yml).
 */
export interface Stage {
  readonly settings: Readonly<Record<string, string>>;
  readonly params: Readonly<Record<string, unknown>>;
  /** Which of infra/params.yml it is: its own name, or what its file says; undefined where nobody said. */
  readonly kind?: string;
  /** The file that says so, relative to the project; undefined where the shell does. */
  readonly file?: string;
}

/**
 * What CORS and the table's definition go by; all other settings are those that serverless.yml hands to the functions.
 */
const OWN_SETTINGS = ['CORS_ORIGINS', 'TABLE_NAME', 'SERVED_TABLE'];

/**
 * The settings of a stage have one place: `stages/<stage>.yml` (another folder: STAGES_DIR), for a deploy by hand, the
 * pipeline, and every command of the Serverless CLI. A stage without such a file is for a first look, and takes them
 * from the shell.
 * @throws SettingsError that names every fault: what is no setting, and what the shell says otherwise
 */
export function readStage(stage: string, environment: Readonly<Record<string, string | undefined>>): Stage {
  const names = settingNames();
  const file = join(environment.STAGES_DIR || 'stages', `${stage}.yml`);
  const kept = readYaml(file);
  const { default: defaults, ...kinds } = readYaml('infra/params.yml') ?? {};
  const kind = String(kept?.like ?? stage);
  const params: Record<string, unknown> = { ...Object(defaults), ...Object(kinds[kind]) };
  const faults: string[] = [];
  if (kept?.like !== undefined && !(kind in kinds)) {
    faults.push(`${file}: like is ${kind}, which is none of ${Object.keys(kinds).join(', ')}`);
  }
  const settings: Record<string, string> = {};
  const given: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(kept ?? {})) {
    if (names.includes(name)) settings[name] = textOf(value);
    else if (name in params) given[name] = value;
    else if (name !== 'like') faults.push(`${file}: there is no setting ${name}`);
  }
  for (const name of names) {
    const shell = environment[name]?.trim() ?? '';
    if (kept === undefined) settings[name] = shell;
    else if (shell !== '' && shell !== settings[name]) {
      faults.push(
        `${name} is "${shell}" in the shell: the settings of ${stage} are those of ${file}, so change it there`,
      );
    }
  }
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));
  const all = { ...Object.fromEntries(names.map((name) => [name, ''])), ...settings };
  const TABLE_NAME = all.TABLE_NAME || `streamgate-${stage}`;
  return {
    settings: {
      ...all,
      TABLE_NAME,
      SERVED_TABLE: all.SERVED_TABLE || TABLE_NAME,
      CONSOLE: all.CONSOLE || 'off',
      DOCS: all.DOCS || String(params.docs),
    },
    params: { ...params, ...given },
    ...(kind in kinds ? { kind } : {}),
    ...(kept === undefined ? {} : { file }),
  };
}

function settingNames(): string[] {
  const text = readFileSync(join(ROOT, 'serverless.yml'), 'utf8');
  const used = [...text.matchAll(/\$\{self:custom\.settings\.([A-Z_]+)\}/g)].flatMap(([, name]) => name ?? []);
  return [...new Set([...OWN_SETTINGS, ...used])];
}

/** CloudFormation's `!Ref`, such as of AWS::NoValue. */
const REF: ScalarTag = { tag: '!Ref', resolve: (name) => ({ Ref: name }) };

/**
 * @returns undefined if there is no such file. The CLI's own expressions stay text, which it resolves where they are
 *   used.
 */
function readYaml(file: string): Record<string, unknown> | undefined {
  const path = resolve(ROOT, file);
  if (!existsSync(path)) return undefined;
  const value: unknown = parse(readFileSync(path, 'utf8'), { customTags: [REF] });
  return { ...Object(value) };
}

/** As the service takes it: lists with commas, and limits by subscription as JSON. */
function textOf(value: unknown): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
