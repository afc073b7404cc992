import { parseArgs } from 'node:util';
import { httpApi } from '../src/api/http-api.ts';
import { parseSettings, type Settings, SettingsError } from '../src/api/settings.ts';
import { fail, ScriptError, serverless } from './support/run.ts';

const USAGE = `npm run deploy -- --stage <stage> [--region <region>] [-- options of serverless deploy]

  --stage    such as dev or prod: what a stage has is in serverless.yml, under params
  --region   where (AWS_REGION, or us-east-1)

Credentials come from the shell, as for every AWS tool, and so do the settings of the service: AUTH, AUTH_ISSUER, AUTH_AUDIENCE,
AUTH_SCOPE_PREFIX, CORS_ORIGINS (docs/security.md), STREAM_LIMIT, STREAM_LIMITS_BY_SUBSCRIPTION, LEASE_SECONDS, RENEW_SECONDS,
TABLE_NAME, LOG_LEVEL, CONSOLE, DOCS (README.md). docs/deploying.md tells more.`;

async function main(): Promise<void> {
  const { help, stage, region = process.env.AWS_REGION ?? 'us-east-1', rest } = parseOptions();
  if (help) {
    console.log(USAGE);
    return;
  }
  if (stage === undefined || !/^[a-z][a-z0-9-]{0,19}$/.test(stage)) {
    throw new ScriptError(`Name the stage: 1 to 20 of a-z 0-9 -, such as --stage prod.\n\n${USAGE}`);
  }
  if (stage === 'emulated' && process.env.AWS_ENDPOINT_URL === undefined) {
    throw new ScriptError(
      'The stage emulated is for an emulated account, which AWS_ENDPOINT_URL names: npm run test:deploy.',
    );
  }
  const environment = { TABLE_NAME: process.env.TABLE_NAME || `streamgate-${stage}` };
  const settings = parseSettings({ ...process.env, ...environment });
  httpApi(process.env);
  const where = ['--stage', stage, '--region', region];
  console.log(plan(stage, region, settings));
  await serverless(['deploy', ...where, ...rest], { show: true, env: environment });
  const info = await serverless(['info', '--verbose', ...where], { env: environment });
  console.log(['', ...info.split('\n').filter((line) => /^ +(HttpApiUrl|TableName|Dashboard):/.test(line))].join('\n'));
}

function parseOptions() {
  try {
    const { values, positionals } = parseArgs({
      options: { stage: { type: 'string' }, region: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    return { ...values, rest: positionals };
  } catch (error) {
    throw new ScriptError(`${error instanceof Error ? error.message : error}\n\n${USAGE}`);
  }
}

function plan(stage: string, region: string, settings: Settings) {
  const { tableName, limits, leaseSeconds, renewSeconds, logLevel, auth } = settings;
  const plans = [...limits.byPlan].map(([name, limit]) => `${name} ${limit}`);
  return `Streamgate, stage ${stage}: makes or updates the stack streamgate-${stage} in ${process.env.AWS_ENDPOINT_URL ?? region}
  access   ${auth === 'none' ? 'everybody may do everything (AUTH=none)' : `tokens of ${auth.issuer} for ${auth.audiences.join(', ')}`}
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
