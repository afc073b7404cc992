import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { liveStack } from './live-stack.ts';
import { type Allowed, refusals } from './refusals.ts';
import { readStage, type Stage } from './stage.ts';

/** How far to look: at the stage's settings, or at what runs in the account as well. */
export type Look = 'settings' | 'account';

/**
 * Where `npm run deploy` tells the Serverless CLI what a person has allowed: names of `Allowed`, separated by blanks.
 */
const ALLOWED = 'DEPLOY_ALLOWS';

export const asEnvironment = (allowed: Allowed): Record<string, string> => ({
  [ALLOWED]: Object.entries(allowed)
    .flatMap(([name, yes]) => (yes === true ? [name] : []))
    .join(' '),
});

const fromEnvironment = (): Allowed =>
  Object.fromEntries((process.env[ALLOWED] ?? '').split(' ').map((name) => [name, true]));

/**
 * Why a stage must not be deployed as its settings are, a sentence each.
 * @throws SettingsError for settings that cannot be read
 */
export async function refusalsOf(stage: string, region: string, look: Look): Promise<string[]> {
  const own = readStage(stage, process.env);
  const [live, concurrency] =
    look === 'account' ? [await liveStack(stage, region), await concurrencyOf(own, region)] : [undefined, undefined];
  return refusals(stage, own, { live, concurrency }, fromEnvironment());
}

/** @returns what Lambda runs at once for the account; undefined for a stage without alarms, where nothing goes by it */
export async function concurrencyOf({ params }: Pick<Stage, 'params'>, region: string): Promise<number | undefined> {
  if (typeof params.alarms === 'object') return undefined;
  const client = new LambdaClient({ region });
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    return AccountLimit?.ConcurrentExecutions;
  } finally {
    client.destroy();
  }
}
