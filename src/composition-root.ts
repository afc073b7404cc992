import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from './domain/deps.ts';
import type { OpenTable } from './dynamodb/open-client.ts';
import type { App, Endpoint } from './http/app.ts';
import { recordSkew, recordStampAhead } from './log/decisions.ts';
import { Log } from './log/log.ts';
import { parseSettings, type Settings } from './settings/settings.ts';

/** @throws SettingsError with every error of this process's environment */
export const settingsOfProcess = (): Settings => parseSettings(process.env);

/**
 * Opens everything that the endpoints of one process share.
 * @param write writes a log line somewhere else than standard output
 */
export function openApp<T>(settings: Settings, openTable: OpenTable<T>, write?: (line: string) => void): App<T> {
  const log = new Log(settings, Date.now, write);
  const table = openTable(settings.tableName, { now: Date.now, onSkew: (seconds) => recordSkew(log, seconds) });
  return createApp(settings, log, {
    table,
    rules: settings.rules,
    now: Date.now,
    random: Math.random,
    sleep,
    newId: randomUUID,
    onStampAhead: (aheadMs) => recordStampAhead(log, aheadMs),
  });
}

export const createApp = <T>(
  { auth, origins, passes }: Pick<Settings, 'auth' | 'origins' | 'passes'>,
  log: Log,
  deps: Deps<T>,
): App<T> => ({ deps, auth, origins, log, passes });

/**
 * The Lambda handler of an endpoint. It opens its app with the first request, so importing it reads no environment and
 * opens no client.
 */
export function onLambda<T>(create: (app: App<T>) => Endpoint, openTable: OpenTable<T>): Endpoint {
  let endpoint: Endpoint | undefined;
  return (event, context) => {
    endpoint ??= create(openApp(settingsOfProcess(), openTable));
    return endpoint(event, context);
  };
}
