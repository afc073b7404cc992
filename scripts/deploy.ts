import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SNSClient } from '@aws-sdk/client-sns';
import { failOverShortfalls, readFleet } from '../infra/fleet/settings.ts';
import { httpApi } from '../src/http/api-gateway.ts';
import { parseSettings, type Settings, SettingsError } from '../src/settings/settings.ts';
import { makeArchive } from './archive/make.ts';
import { liveStack } from './support/live-stack.ts';
import { refusals } from './support/refusals.ts';
import { asEnvironment, concurrencyOf } from './support/refused.ts';
import { rounds } from './support/rounds.ts';
import { fail, orUsage, ScriptError, serverless } from './support/run.ts';
import { readStage, type Stage } from './support/stage.ts';
import { unconfirmed } from './support/subscribers.ts';

const USAGE = `npm run deploy -- --stage <stage> [options] [-- options of serverless deploy]

  --stage                such as dev or prod
  --region               where (AWS_REGION, or us-east-1)
  --at-once              sends all traffic to the new version at once, even if an alarm fires; no alarm can roll it back
  --allow-auth-none      allows AUTH=none, which lets anyone do anything, on a stage that viewers depend on
  --allow-no-subscriber  allows alarms without a subscriber, on a stage that viewers depend on
  --allow-other-table    lets the functions switch to a different table
  --allow-boundary       lets permissionsBoundary change, which a pipeline could not roll back
  --allow-quota          allows an accountConcurrency above what Lambda gives the account

Settings come from stages/<stage>.yml, or from the shell if there is no such file. AWS credentials come from the shell, as for any
AWS tool. See docs/deploying.md.`;

const OPTIONS = {
  stage: { type: 'string' },
  region: { type: 'string' },
  'at-once': { type: 'boolean' },
  'allow-auth-none': { type: 'boolean' },
  'allow-no-subscriber': { type: 'boolean' },
  'allow-other-table': { type: 'boolean' },
  'allow-boundary': { type: 'boolean' },
  'allow-quota': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

async function main(): Promise<void> {
  const { help, stage, region = process.env.AWS_REGION || 'us-east-1', rest, ...options } = parseOptions();
  if (help) {
    console.log(USAGE);
    return;
  }
  if (stage === undefined || !/^[a-z][a-z0-9-]{0,19}$/.test(stage)) {
    throw new ScriptError(
      `Name the stage, such as --stage prod: a letter, then up to 19 of a-z, 0-9 and -.\n\n${USAGE}`,
    );
  }
  if (stage === 'emulated' && process.env.AWS_ENDPOINT_URL === undefined) {
    throw new ScriptError(
      'The stage "emulated" is for an emulated account, whose address is in AWS_ENDPOINT_URL: npm run test:deploy.',
    );
  }
  const own = readStage(stage, process.env);
  const settings = checked(stage, own);
  const live = await liveStack(stage, region);
  const found = { live, concurrency: await concurrencyOf(own, region) };
  const { 'at-once': atOnce, ...allowed } = options;
  const faults = refusals(stage, own, found, allowed);
  if (faults.length > 0) throw new SettingsError(faults.join('\n'));

  console.log(plan(stage, region, settings, own.file));
  const fleet = await archived(own);
  const where = ['--stage', stage, '--region', region];
  for (const [i, round] of rounds(own, live, atOnce === true).entries()) {
    if (i > 0) console.log('\nThe table exists. A second round protects it from deletion.');
    await serverless(['deploy', ...round.options, ...where, ...rest], {
      show: true,
      env: { ...round.env, ...fleet, ...asEnvironment(allowed) },
    });
  }
  const info = await serverless(['info', '--verbose', ...where]);
  await nameUnconfirmed(info, region);
  console.log(
    ['', ...info.split('\n').filter((line) => /^ +(HttpApiUrl|ServiceUrl|TableName|Dashboard):/.test(line))].join('\n'),
  );
}

/**
 * Makes the archive of a stage's fleet, which the CLI puts where instances fetch it.
 * @returns what tells the CLI so (infra/fleet/archive.ts); nothing without a fleet
 */
async function archived(own: Stage): Promise<Record<string, string>> {
  const { fleet } = readFleet(own.params.fleet);
  if (fleet === undefined) return {};
  const short = failOverShortfalls(own, fleet);
  if (short.length > 0) {
    console.log(
      `If the fleet fails at its maximum, API Gateway and Lambda cannot take over:\n  ${short.join('\n  ')}\nUntil they can, no instance takes itself out when it fails (docs/running-a-fleet.md).\n`,
    );
  }
  const { file } = await makeArchive('arm64', '.local/archive');
  return { FLEET_ARCHIVE: resolve(file) };
}

/** @param info what `serverless info --verbose` prints */
async function nameUnconfirmed(info: string, region: string): Promise<void> {
  const topic = /AlarmTopicArn: (\S+)/.exec(info)?.[1];
  if (topic === undefined) return;
  const client = new SNSClient({ region });
  for (const subscriber of await unconfirmed(client, topic)) {
    console.log(
      `\nNo alarm reaches ${subscriber} yet: somebody must open the link in AWS's mail, to confirm the subscription.`,
    );
  }
  client.destroy();
}

function parseOptions() {
  const { values, positionals } = orUsage(() => parseArgs({ options: OPTIONS, allowPositionals: true }), USAGE);
  return { ...values, rest: positionals };
}

/** @throws SettingsError that names every fault, and the file that they are in */
function checked(stage: string, { settings, file }: Stage): Settings {
  try {
    httpApi(settings);
    return parseSettings({ ...settings, TABLE_NAME: settings.SERVED_TABLE });
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    const where = file ? `In ${file}` : `There is no stages/${stage}.yml, so these are the shell's settings`;
    throw new SettingsError(`${where}:\n${error.message}`);
  }
}

function plan(stage: string, region: string, settings: Settings, file: string | undefined) {
  const { tableName, logLevel, auth } = settings;
  const { limits, leaseSeconds, renewSeconds } = settings.rules;
  const plans = [...limits.byPlan].map(([name, limit]) => `${name} ${limit}`);
  return `Streamgate, stage ${stage}: creates or updates the stack streamgate-${stage} in ${process.env.AWS_ENDPOINT_URL ?? region}
  settings ${file ?? `of the shell, as there is no stages/${stage}.yml`}
  access   ${auth === 'none' ? 'anyone may do anything (AUTH=none)' : `tokens of ${auth.issuer} for ${auth.audiences.join(', ')}`}
  table    ${tableName}
  limit    ${[`${limits.standard} streams`, ...plans].join(', ')}
  leases   ${leaseSeconds} s, renewed every ${renewSeconds} s
  log      ${logLevel}
`;
}

try {
  await main();
} catch (error) {
  fail(error instanceof SettingsError ? new ScriptError(`Nothing was deployed:\n${error.message}`) : error);
}
