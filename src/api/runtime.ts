import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../domain/deps.ts';
import { parseSettings } from './settings.ts';

/** What a function makes once, when it starts: outside the handlers, so that connections are kept between requests. */
const settings = parseSettings(process.env);

/**
 * A healthy write takes under 10 ms. Three attempts of at most a second each, with the SDK's backoff of some 100 ms between
 * them, outlast a lost connection or a partition that splits, and end well within the functions' 6 seconds; a viewer waits
 * no longer than that. What is throttled beyond it is answered 503, so that players spread their next attempts.
 */
const client = new DynamoDBClient({
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
});

export const deps: Deps = {
  table: {
    name: settings.tableName,
    client: DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } }),
  },
  limits: settings.limits,
  leaseSeconds: settings.leaseSeconds,
  renewSeconds: settings.renewSeconds,
  now: Date.now,
  random: Math.random,
  newId: randomUUID,
};

export const { auth } = settings;

/** Both get the service's name, with its stage, from POWERTOOLS_SERVICE_NAME. */
export const logger = new Logger({ logLevel: settings.logLevel });

export const metrics = new Metrics({ namespace: 'Streamgate' });
