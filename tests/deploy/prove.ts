import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Emulator } from '../../scripts/support/emulator.ts';
import { run, ScriptError, serverless } from '../../scripts/support/run.ts';
import { createTable } from '../../src/local/table.ts';
import { assertProtected, failFirst } from './first-deploy.ts';
import { provePasses } from './passes.ts';
import { type Account, beRole, bindRoles, makePipelines, tryEscalations } from './pipeline.ts';
import { rehearseRestore } from './restoring.ts';

const STAGE = 'emulated';
const OTHER = 'other';
const FIXTURES = 'tests/fixtures/stages';

export type Step = <Result>(name: string, work: () => Promise<Result>) => Promise<Result>;

/** Deploys the stage `emulated` with the real commands, tries on it what must and must not work, and removes it. */
export async function prove({ endpoint, environment }: Emulator, step: Step): Promise<void> {
  const root: Account = {
    endpoint,
    region: 'us-east-1',
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
  // A copy, as a restore writes what it does into the stage's file.
  mkdirSync('.local', { recursive: true });
  const STAGES_DIR = resolve(mkdtempSync('.local/stages-'));
  const file = join(STAGES_DIR, `${STAGE}.yml`);
  copyFileSync(join(FIXTURES, `${STAGE}.yml`), file);
  try {
    await step('make the pipelines of two stages', () => makePipelines(root, [STAGE, OTHER]));
    const { credentials } = await beRole(root, STAGE, STAGE);
    const env = {
      ...environment,
      STAGES_DIR,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
    };
    const deploy = () => run('npm', ['run', 'deploy', '--', '--stage', STAGE, '--allow-auth-none'], { env });
    await step('a first deploy that fails, and leaves no table', () => failFirst(root, STAGE, file, deploy));
    const output = await step(`npm run deploy -- --stage ${STAGE}, by its pipeline`, deploy);
    await assertProtected(root, STAGE);
    const [, api] = /https:\/\/(\w+)\.execute-api\./.exec(output) ?? [];
    if (api === undefined) throw new ScriptError(`The deploy named no URL:\n${output}`);
    const url = `${endpoint}/_aws/execute-api/${api}/$default`;
    await step('the functions’ roles get their boundary', () => bindRoles(root, STAGE));
    await step('warm up', () => warmUp(url));
    await step('the tests of the API, over HTTP', () =>
      run('npm', ['test', '--', '--config', 'tests/deploy/jest.config.js'], {
        env: { ...environment, STREAMGATE_URL: url },
        show: true,
      }),
    );
    await step('what would make the pipeline an administrator, and is refused', async () => {
      await createTable(new DynamoDBClient(root), `streamgate-${OTHER}`);
      await tryEscalations(root, STAGE, OTHER);
    });
    await step('restore, and back', () => rehearseRestore(url, STAGE, { ...environment, STAGES_DIR }));
    await step('passes: a key made by npm run pass-keys, and none before', () =>
      provePasses({ root, stage: STAGE, url, file, deploy, env: { ...environment, STAGES_DIR } }),
    );
    await step('another table name, which is refused', async () => {
      appendFileSync(file, 'TABLE_NAME: streamgate-emulated-2\n');
      const said = await deploy().then(() => 'It was deployed.', String);
      if (!said.includes("but the stack's table is streamgate-emulated:")) throw new ScriptError(said);
      copyFileSync(join(FIXTURES, `${STAGE}.yml`), file);
    });
    await step('remove', () => serverless(['remove', '--stage', STAGE], { env }));
  } finally {
    rmSync(STAGES_DIR, { recursive: true });
  }
}

/**
 * Sends as many starts at once as the race of the tests, until all are answered. The emulator makes a process for each
 * request under way: on two cores the first fifty of those would take the time that the race is given.
 */
async function warmUp(url: string): Promise<void> {
  const body = JSON.stringify({ id: 'nobody', stream: 'a' });
  let answered = '';
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => fetch(`${url}/requeststream`, { method: 'POST', body })),
    );
    if (answers.every(({ status }) => status === 404)) return;
    answered = `${answers.map(({ status }) => status)} ${await answers[0]?.text()}`;
  }
  throw new ScriptError(`The deployed functions did not answer as they should: ${answered}`);
}
