import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A resource of a template, whose properties a test reads as it needs them. */
export interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the properties of some thirty types of AWS
  readonly Properties: any;
  readonly DependsOn?: string | readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly UpdatePolicy?: any;
}

export type Resources = Readonly<Record<string, Resource>>;

const JWT = { AUTH: 'jwt', AUTH_ISSUER: 'https://login.example.com/', AUTH_AUDIENCE: 'streamgate' };

/**
 * The resources that a deploy of a stage would make, from the template that the deploy would send. Takes some seconds.
 * @param settings as in the shell of a deploy
 * @param params of serverless.yml, as `--param name=value` gives them
 * @throws Error with what the Serverless CLI printed, when it refuses
 */
export async function packageStage(
  stage: string,
  settings: Record<string, string> = {},
  params: Record<string, string> = {},
): Promise<Resources> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-package-'));
  try {
    const given = Object.entries(params).flatMap(([name, value]) => ['--param', `${name}=${value}`]);
    const args = ['package', '--stage', stage, '--package', join(folder, 'package'), ...given];
    await promisify(execFile)('node_modules/.bin/serverless', args, {
      env: { ...process.env, ...JWT, ...settings, BUILD_DIR: join(folder, 'build'), SLS_NOTIFICATIONS_MODE: 'off' },
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
