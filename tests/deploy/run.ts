import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../scripts/support/emulator.ts';
import { pythonEnvironment } from '../../scripts/support/python.ts';
import { fail, ROOT, run, ScriptError, serverless } from '../../scripts/support/run.ts';

/**
 * Proves a deployment without an AWS account: the templates of the stages that people deploy are checked, and the stage
 * `emulated` is deployed with the real commands into an emulated account, tested over HTTP, and removed.
 */

/** The stages whose templates are checked, with settings that make them differ. */
const STAGES = ['dev', 'prod'];
const STAGES_DIR = 'tests/fixtures/stages';
const STAGE = 'emulated';
const SETTINGS = { AUTH: 'none', CONSOLE: 'on' };

const steps: { name: string; seconds: number }[] = [];

async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  console.log(`· ${name} …`);
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  console.log(`✓ ${name} (${seconds.toFixed(0)} s)`);
  steps.push({ name, seconds });
  return result;
}

async function main(): Promise<void> {
  const emulatorPrograms = await step('Python: MiniStack and cfn-lint', () => pythonEnvironment('emulator'));
  const checkovPrograms = await step('Python: checkov', () => pythonEnvironment('checkov'));
  const stages = await step(`package ${STAGES.join(' and ')}`, () => packageStages());
  const templates = [...stages, 'infra/pipeline.yml'];
  await step('cfn-lint', () => run(join(emulatorPrograms, 'cfn-lint'), ['--', ...templates]));
  await step('checkov', () =>
    run(join(checkovPrograms, 'checkov'), [
      ...['--config-file', '.checkov.yml', '--quiet', '--compact'],
      ...templates.flatMap((template) => ['--file', template]),
    ]),
  );
  const emulator = await step('MiniStack, with IAM enforced', () => startEmulator(emulatorPrograms));
  try {
    await prove(emulator);
  } finally {
    await emulator.close();
  }
  console.log(`\nDeployed, tested and removed:\n${summary()}`);
}

async function packageStages(): Promise<string[]> {
  const templates: string[] = [];
  for (const stage of STAGES) {
    const folder = `.local/package/${stage}`;
    await serverless(['package', '--stage', stage, '--package', folder], { env: { STAGES_DIR } });
    templates.push(`${folder}/cloudformation-template-update-stack.json`);
  }
  return templates;
}

async function prove({ endpoint, environment }: Emulator): Promise<void> {
  const env = { ...environment, ...SETTINGS };
  const output = await step(`npm run deploy -- --stage ${STAGE}`, () =>
    run('npm', ['run', 'deploy', '--', '--stage', STAGE], { env }),
  );
  const [, api] = /https:\/\/(\w+)\.execute-api\./.exec(output) ?? [];
  if (api === undefined) throw new ScriptError(`The deploy named no URL:\n${output}`);
  const url = `${endpoint}/_aws/execute-api/${api}/$default`;
  try {
    await step('warm up', () => warmUp(url));
    await step('the tests of the API, over HTTP', () =>
      run('npm', ['test', '--', '--config', 'tests/deploy/jest.config.js'], {
        env: { ...environment, STREAMGATE_URL: url },
        show: true,
      }),
    );
  } finally {
    await step('remove', () => serverless(['remove', '--stage', STAGE], { env }));
  }
}

/**
 * Sends as many starts at once as the race of the tests, until all are answered. The emulator makes a process for each request
 * under way: on two cores the first fifty of those would take the time that the race is given.
 */
async function warmUp(url: string): Promise<void> {
  const body = JSON.stringify({ id: 'nobody', stream: 'a' });
  for (let round = 0; round < 10; round++) {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => fetch(`${url}/requeststream`, { method: 'POST', body })),
    );
    if (answers.every(({ status }) => status === 404)) return;
  }
  throw new ScriptError('The deployed functions did not answer.');
}

const summary = () => {
  const total = steps.reduce((sum, { seconds }) => sum + seconds, 0);
  return [...steps, { name: 'in all', seconds: total }]
    .map(({ name, seconds }) => `${seconds.toFixed(0).padStart(6)} s  ${name}`)
    .join('\n');
};

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  // All that was started ends in the exit handlers of ./support.
  process.once(signal, () => process.exit(130));
}

try {
  process.chdir(ROOT);
  await main();
} catch (error) {
  fail(error);
}
