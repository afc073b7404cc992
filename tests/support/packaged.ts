import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A resource of a template, whose properties a test reads as it needs them. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the properties of some thirty types of AWS
  readonly Properties: any;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly UpdatePolicy?: any;
}

export type Resources = Readonly<Record<string, Resource>>;

const JWT = { AUTH: 'jwt', AUTH_ISSUER: 'https://login.example.com/', AUTH_AUDIENCE: 'streamgate' };

/**
 * The resources that a deploy of a stage would make, from the template that the deploy would send. Takes some seconds,
 * but only once in a run of jest: suites that ask for the same share it.
 * @param settings as in stages/<stage>.yml: settings of the service, and parameters of infra/params.yml
 * @param params as `--param name=value` gives them
 * @param allowed what `npm run deploy` would be told with `--allow-…`
 * @throws Error with what the Serverless CLI printed, when it refuses
 */
export async function packageStage(
  stage: string,
  settings: Record<string, unknown> = {},
  params: Record<string, string> = {},
  allowed = 'allow-auth-none allow-no-subscriber',
): Promise<Resources> {
  const run = process.env.RUN_FOLDER;
  if (run === undefined) throw new Error('RUN_FOLDER is not set: see jest.config.js.');
  const asked = JSON.stringify([stage, settings, params, allowed, process.env.AWS_REGION]);
  const folder = join(run, `package-${createHash('sha256').update(asked).digest('hex')}`);
  const result = join(folder, 'result.json');
  if (isFirst(folder)) {
    const made = await packageAnew(stage, settings, params, allowed).then(
      (resources) => ({ resources }),
      (error: unknown) => ({ refused: String(error) }),
    );
    writeFileSync(`${result}.new`, JSON.stringify(made));
    renameSync(`${result}.new`, result);
  }
  while (!existsSync(result)) await delay(50);
  const { resources, refused }: { resources?: Resources; refused?: string } = JSON.parse(readFileSync(result, 'utf8'));
  if (resources === undefined) throw new Error(refused);
  return resources;
}

/** Whether nobody has made this folder before; now it is there. */
function isFirst(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (error) {
    if (existsSync(folder)) return false;
    throw error;
  }
}

async function packageAnew(
  stage: string,
  settings: Record<string, unknown>,
  params: Record<string, string>,
  allowed: string,
): Promise<Resources> {
  // The CLI builds in the folder of its service, and files of tests run side by side: each has a folder of its own.
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-package-'));
  try {
    copyFileSync('serverless.yml', join(folder, 'serverless.yml'));
    for (const name of ['package.json', 'tsconfig.json', 'node_modules', 'infra', 'build', 'src']) {
      symlinkSync(resolve(name), join(folder, name));
    }
    mkdirSync(join(folder, 'stages'));
    writeFileSync(join(folder, 'stages', `${stage}.yml`), JSON.stringify({ ...JWT, ...settings }));
    const given = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
    const args = ['package', '--stage', stage, '--package', join(folder, 'package'), ...given];
    await promisify(execFile)(resolve('node_modules/.bin/serverless'), args, {
      cwd: folder,
      env: {
        ...process.env,
        STAGES_DIR: join(folder, 'stages'),
        DEPLOY_ALLOWS: allowed,
        SLS_NOTIFICATIONS_MODE: 'off',
      },
    }).catch(({ stdout, stderr }) => {
      throw new Error(`The CLI said:\n${stdout}${stderr}`);
    });
    const template: { Resources: Resources } = JSON.parse(
      readFileSync(join(folder, 'package/cloudformation-template-update-stack.json'), 'utf8'),
    );
    return template.Resources;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The resources of one type, by logical id. */
export const ofType = (resources: Resources, type: string) =>
  Object.entries(resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, resource]) => ({ id, ...resource }));
