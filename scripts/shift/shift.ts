import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Route53Client } from '@aws-sdk/client-route-53';
import { fleetRefusals, readFleet } from '../../infra/fleet/settings.ts';
import { fail, orUsage, ROOT, ScriptError, showUsage } from '../support/run.ts';
import { readStage } from '../support/stage.ts';
import { pairOf, setWeights, weightsOf } from './weights.ts';

const USAGE = `npm run shift -- --stage <stage> --fleet <share> [--dry-run]

Sends a share of a stage's players to its fleet, and the others to API Gateway and Lambda (docs/running-a-fleet.md).

  --stage    such as prod
  --fleet    how many of a hundred players go to the fleet: 0 to 100. At 100, players go to Lambda only if the fleet fails
  --dry-run  shows the change without making it
  --help     this text

hostedZoneId and domainName come from the stage's file. AWS credentials come from the shell, as for any AWS tool.`;

const EVERY_MS = 2000;

async function main(): Promise<void> {
  process.chdir(ROOT);
  const options = orUsage(
    () =>
      parseArgs({
        options: {
          stage: { type: 'string' },
          fleet: { type: 'string' },
          'dry-run': { type: 'boolean', default: false },
          help: { type: 'boolean', short: 'h', default: false },
        },
      }).values,
    USAGE,
  );
  if (options.help) showUsage(USAGE);
  const share = /^\d{1,3}$/.test(options.fleet ?? '') ? Number(options.fleet) : Number.NaN;
  if (!(share <= 100)) throw new ScriptError(`--fleet must be a whole number from 0 to 100.\n\n${USAGE}`);
  const stage = options.stage ?? '';
  if (stage === '') throw new ScriptError(`Name the stage, such as --stage prod.\n\n${USAGE}`);
  const own = readStage(stage, process.env);
  const faults = fleetRefusals(own);
  if (faults.length > 0) throw new ScriptError(faults.join('\n'));
  if (readFleet(own.params.fleet).fleet === undefined) throw new ScriptError(`The stage ${stage} has no fleet.`);

  const name = { zone: String(own.params.hostedZoneId), name: String(own.params.domainName) };
  const client = new Route53Client({ region: 'us-east-1' });
  try {
    const pair = await pairOf(client, name);
    const before = weightsOf(pair);
    const weights = { fleet: share, api: 100 - share };
    console.log(`${name.name}: fleet ${before.fleet} → ${weights.fleet}, API Gateway ${before.api} → ${weights.api}`);
    if (options['dry-run'] || (before.fleet === weights.fleet && before.api === weights.api)) {
      console.log('Nothing was changed.');
      return;
    }
    await setWeights(client, name, pair, weights, () => sleep(EVERY_MS));
    console.log(`All servers of Route 53 have the change. Players follow within a minute.
Now put share: ${share} into fleet in ${own.file ?? 'the settings of the stage'}, or a deploy that changes the records sets the old share.`);
  } finally {
    client.destroy();
  }
}

try {
  await main();
} catch (error) {
  fail(error);
}
