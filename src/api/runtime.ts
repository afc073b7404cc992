import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Deps } from '../domain/deps.ts';
import { CLIENT_SETTINGS } from './client-settings.ts';
import { parseSettings } from './settings.ts';

/** What a function makes once, when it starts: outside the handlers, so that connections are kept between requests. */
const settings = parseSettings(process.env);

const client = new DynamoDBClient(CLIENT_SETTINGS);

// It prepares what it would log of each call, even when there is no logger to take it.
client.middlewareStack.remove('loggerMiddleware');

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
