import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../domain/deps.ts';
import { clientSettings } from './client-settings.ts';
import { parseSettings } from './settings.ts';

/** What a function makes once, when it starts: outside the handlers, so that connections are kept between requests. */
const settings = parseSettings(process.env);

const client = new DynamoDBClient(clientSettings());

// What the SDK does for each call and nobody has any use of here; a sixth of a call's CPU time (docs/performance.md): its log,
// as it has no logger; the guard against functions that call each other in a loop, which no table is part of; its name.
for (const step of ['loggerMiddleware', 'recursionDetectionMiddleware', 'getUserAgentMiddleware']) {
  client.middlewareStack.remove(step);
}

export const deps: Deps = {
  table: {
    name: settings.tableName,
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  },
  limits: settings.limits,
  leaseSeconds: settings.leaseSeconds,
  renewSeconds: settings.renewSeconds,
  spareLeaseSeconds: settings.spareLeaseSeconds,
  spareRenewSeconds: settings.spareRenewSeconds,
  whenFull: settings.whenFull,
  protectSeconds: settings.protectSeconds,
  now: Date.now,
  random: Math.random,
  newId: randomUUID,
};

export const { auth, origins, logLevel, running } = settings;

/**
 * Both get the service's name, with its stage, from POWERTOOLS_SERVICE_NAME. The logger writes all that it is given: Lambda tells
 * it a level of its own (AWS_LAMBDA_LOG_LEVEL, from the function's LoggingConfig), which goes before any other.
 */
export const logger = new Logger({ logLevel: 'TRACE' });

export const metrics = new Metrics({ namespace: 'Streamgate' });
