import '@aws-sdk/signature-v4a';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CloudFrontKeyValueStoreClient } from '@aws-sdk/client-cloudfront-keyvaluestore';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseSettings } from '../../src/settings/settings.ts';
import { fail, orUsage, ScriptError } from '../support/run.ts';
import { readStage } from '../support/stage.ts';
import { list, type Rotation, retire, rotate } from './rotation.ts';
import { secretOf } from './secret.ts';
import { storeOf } from './store.ts';

const USAGE = `npm run pass-keys -- <list | rotate | retire> --stage <stage> [--region <region>] [--store <arn>] [--dry-run]

  list      which key signs passes, and which ones the edge has; no key is shown
  rotate    publishes a new key, waits six minutes, and lets it sign; creates the secret if it does not exist
  retire    removes the keys that no longer sign, once all passes that they signed have expired

The secret is the stage's PASS_KEYS. The store is CloudFront's KeyValueStore: the stage's passStore, or --store; without one, the edge
reads the secret. --dry-run changes nothing. docs/passes.md says when to use which.`;

const COMMANDS: Readonly<Record<string, (rotation: Rotation) => Promise<void>>> = { list, rotate, retire };

async function main(): Promise<void> {
  const { values, positionals } = orUsage(() => parseArgs({ options: OPTIONS, allowPositionals: true }), USAGE);
  if (values.help) return console.log(USAGE);
  const [name = '', ...rest] = positionals;
  const command = COMMANDS[name];
  if (command === undefined || rest.length > 0 || values.stage === undefined)
    throw new ScriptError(`Name the stage, and one of list, rotate and retire.\n\n${USAGE}`);
  const { settings, params } = readStage(values.stage, process.env);
  const { PASS_KEYS: secret = '' } = settings;
  if (secret === '')
    throw new ScriptError(`The stage ${values.stage} has no PASS_KEYS: docs/passes.md says what to set.`);
  if (secret.startsWith('file:'))
    throw new ScriptError(`PASS_KEYS is a file: this command rotates only the keys of a secret.`);
  const { rules } = parseSettings(settings);
  const region = values.region ?? (process.env.AWS_REGION || 'us-east-1');
  const store = values.store ?? String(params.passStore ?? '');
  await command({
    secret: secretOf(new SecretsManagerClient({ region }), secret),
    store: store === '' ? undefined : storeOf(new CloudFrontKeyValueStoreClient({ region: 'us-east-1' }), store),
    longestPass: Math.max(rules.leaseSeconds, rules.spareLeaseSeconds),
    dryRun: values['dry-run'] ?? false,
    now: Date.now,
    sleep,
    say: console.log,
  });
}

const OPTIONS = {
  stage: { type: 'string' },
  region: { type: 'string' },
  store: { type: 'string' },
  'dry-run': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

main().catch(fail);
