import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Deps } from '../domain/deps.ts';
import { parseSettings } from './settings.ts';
import { openTableClient } from './table-client.ts';

/** What a function makes once, when it starts: outside the handlers, so that connections are kept between requests. */
const settings = parseSettings(process.env);

/** The functions' only client of DynamoDB. */
export const client = openTableClient();

export const deps: Deps = {
  table: { name: settings.tableName, client },
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

export const { auth, origins, logLevel, running, versions } = settings;

/**
 * Both get the service's name, with its stage, from POWERTOOLS_SERVICE_NAME. The logger writes all that it is given: Lambda tells
 * it a level of its own (AWS_LAMBDA_LOG_LEVEL, from the function's LoggingConfig), which goes before any other.
 */
export const logger = new Logger({ logLevel: 'TRACE' });

export const metrics = new Metrics({ namespace: 'Streamgate' });
