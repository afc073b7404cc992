import { mkdirSync, writeFileSync } from 'node:fs';
import type { Options } from '../options.ts';
import { evening } from './evening.ts';
import { defaults } from './settings.ts';

const RESULT = new URL('../results/evening.json', import.meta.url);

/** Plays the evening that the columns are priced by, with players that keep their session, and keeps its minutes. */
export async function record(options: Options): Promise<void> {
  const { minutes, setting, ...outcome } = await evening(defaults(options));
  const kept = {
    setting,
    requestsAStreamHour: outcome.requestsAStreamHour,
    writesAStreamHour: outcome.writesAStreamHour,
    decisionsAStreamHour: outcome.decisionsAStreamHour,
    minutes: minutes.map(({ streams, requests, writes }) => [streams, requests, writes]),
  };
  mkdirSync(new URL('.', RESULT), { recursive: true });
  writeFileSync(
    RESULT,
    `${JSON.stringify(kept, null, 1).replaceAll(/\[\s+(\d+),\s+(\d+),\s+(\d+)\s+\]/g, '[$1, $2, $3]')}\n`,
  );
  console.log(`scripts/capacity/results/evening.json: ${minutes.length} minutes of ${setting.users} users`);
}
