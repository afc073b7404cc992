import { parseArgs } from 'node:util';
import { fail, orUsage, ScriptError, serverless } from '../support/run.ts';
import { readStage } from '../support/stage.ts';
import { openAccount } from './account.ts';
import { FAULTS } from './faults.ts';
import { rehearse } from './rehearsal.ts';
import { serviceUrl, startTraffic } from './traffic.ts';

const USAGE = `npm run rehearse -- --stage <stage> [options]

  --stage    such as rehearsal; never a stage that viewers depend on, as the command breaks it
  --region   where (AWS_REGION, or us-east-1)
  --dry-run  lists the faults and what each tests, and does nothing

Deploys the stage, sends ten requests per second, breaks it in ${FAULTS.length} ways, one after the other, and reports which alarms fired and
which releases rolled back. It takes about two hours and costs a few dollars. REHEARSAL_TOKEN is a token of the stage's
issuer with streams:write, users:write and streams:admin (docs/deploying.md).`;

const OPTIONS = {
  stage: { type: 'string' },
  region: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function main(): Promise<number> {
  const { values } = orUsage(() => parseArgs({ options: OPTIONS }), USAGE);
  const { stage, region = process.env.AWS_REGION || 'us-east-1', help } = values;
  if (help) {
    console.log(USAGE);
    return 0;
  }
  if (stage === undefined) throw new ScriptError(`Name the stage.\n\n${USAGE}`);
  const own = readStage(stage, process.env);
  const token = process.env.REHEARSAL_TOKEN;
  if (stage === 'prod' || own.params.viewers)
    throw new ScriptError(`Viewers depend on ${stage}: rehearse in another stage.`);
  if (own.file === undefined)
    throw new ScriptError(`There is no stages/${stage}.yml, so there is nothing to rehearse.`);
  if (!own.params.gradualReleases) {
    throw new ScriptError(`The releases of ${stage} are not gradual; those of a stage named rehearsal are.`);
  }
  if (own.settings.AUTH !== 'jwt') {
    throw new ScriptError(`AUTH must be jwt in ${stage}: without tokens no login can fail.`);
  }
  console.log(`Streamgate, stage ${stage} in ${region}: this command breaks it in these ways`);
  for (const { name, what, claim, alarms } of FAULTS) {
    const must =
      alarms.length > 0 ? `must fire: ${alarms.join(' or ')}` : 'must end the release before it gets traffic';
    console.log(`  ${name.padEnd(18)} ${what}; ${must}\n${' '.repeat(21)}tests ${claim}`);
  }
  if (values['dry-run']) return 0;
  if (!token) throw new ScriptError('REHEARSAL_TOKEN is missing.');

  const account = openAccount(stage, region, own.file, own.settings.SERVED_TABLE ?? '');
  await account.deploy({});
  const info = await serverless(['info', '--verbose', '--stage', stage, '--region', region]);
  const url = serviceUrl(info);
  if (url === undefined) throw new ScriptError(`The stack names no URL:\n${info}`);
  const traffic = await startTraffic(url, token);
  const around = {
    now: Date.now,
    sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
    print: (line: string) => console.log(line),
  };
  const results: [string, string[]][] = [];
  try {
    // A first deploy has no alarms to go by; this one's versions are what the releases go back to.
    for (const fault of FAULTS) results.push([fault.name, await rehearse(fault, account, around)]);
  } finally {
    await traffic.stop();
  }
  console.log('\nReport');
  for (const [name, faults] of results) console.log(`  ${name.padEnd(18)} ${faults.join('; ') || 'as expected'}`);
  return results.some(([, faults]) => faults.length > 0) ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  fail(error);
}
