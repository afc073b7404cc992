import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startEmulator } from '../../scripts/support/emulator.ts';
import { pythonEnvironment } from '../../scripts/support/python.ts';
import { fail, ROOT, run, serverless, takesNothing } from '../../scripts/support/run.ts';
import { prove } from './prove.ts';

const USAGE = `npm run test:deploy: proves a deployment without an AWS account

The templates of the stages that people deploy are checked. The stage emulated is deployed with the real commands into an emulated
account, by the role of its pipeline; tested over HTTP, restored and removed. It needs Python 3, and takes about two minutes.`;

/** The stages whose templates are checked, with settings that make them differ. */
const STAGES = ['dev', 'prod', 'edge', 'two', 'fleet'];
const STAGES_DIR = 'tests/fixtures/stages';

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
  const templates = [...stages, 'infra/pipeline.yml', 'infra/outside.yml', 'edge/template.yml'];
  await step('cfn-lint', () => run(join(emulatorPrograms, 'cfn-lint'), ['--', ...templates]));
  await step('checkov', () =>
    run(join(checkovPrograms, 'checkov'), [
      ...['--config-file', '.checkov.yml', '--quiet', '--compact'],
      ...templates.flatMap((template) => ['--file', template]),
    ]),
  );
  const emulator = await step('MiniStack, with IAM enforced', () => startEmulator(emulatorPrograms));
  try {
    await prove(emulator, step);
  } finally {
    await emulator.close();
  }
  console.log(`\nDeployed, tested and removed:\n${summary()}`);
}

async function packageStages(): Promise<string[]> {
  const templates: string[] = [];
  // A template names its archive by its digest; whether one is made and starts, npm run test:archive shows.
  const FLEET_ARCHIVE = resolve('.local/package/archive.tar.gz');
  mkdirSync('.local/package', { recursive: true });
  writeFileSync(FLEET_ARCHIVE, 'an archive');
  for (const stage of STAGES) {
    const folder = `.local/package/${stage}`;
    await serverless(['package', '--stage', stage, '--package', folder], { env: { STAGES_DIR, FLEET_ARCHIVE } });
    templates.push(`${folder}/cloudformation-template-update-stack.json`);
  }
  return templates;
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
  takesNothing(USAGE);
  process.chdir(ROOT);
  await main();
} catch (error) {
  fail(error);
}
