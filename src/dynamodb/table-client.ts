import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { clientSettings } from './client-settings.ts';

/**
 * What the SDK does for each call and nobody has any use of here: its log, as it has no logger; the guard against functions that
 * call each other in a loop, which no table is part of; its name.
 */
const NEEDLESS_STEPS = ['loggerMiddleware', 'recursionDetectionMiddleware', 'getUserAgentMiddleware'];

/**
 * The client of the functions, which takes a third less of a processor than the SDK's default (docs/performance.md).
 */
export function openTableClient(): DynamoDBClient {
  // The chain of steps is resolved once for each command. Calls with options, such as an abort signal, have it resolved anew.
  const client = new DynamoDBClient({ ...clientSettings(), cacheMiddleware: true });
  leaveOut(client, NEEDLESS_STEPS);
  // The SDK makes a signer for each call, and all are alike: each asks the client for its credentials when it signs.
  const { signer } = client.config;
  let made: ReturnType<typeof signer> | undefined;
  client.config.signer = (scheme) => {
    made ??= signer(scheme);
    return made;
  };
  return client;
}

/** @throws if the client has no step of such a name: it was renamed, and would be back in each call unnoticed */
export function leaveOut({ middlewareStack }: DynamoDBClient, steps: readonly string[]): void {
  for (const step of steps) {
    if (!middlewareStack.remove(step)) throw new Error(`The SDK has no step ${step} to leave out.`);
  }
}
