import { randomUUID } from 'node:crypto';
import type { Deps } from '../domain/deps.ts';
import { openTableClient } from '../dynamodb/table-client.ts';
import { Log } from '../log/log.ts';
import { parseSettings } from '../settings/settings.ts';

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

export const { auth, origins, versions } = settings;

export const log = new Log(settings, Date.now);
