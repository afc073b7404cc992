import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../domain/table.ts';
import { clientSettings } from './client-settings.ts';
import { watchClock } from './clock-watch.ts';

/** Observers of a client's calls. */
export interface Watch {
  /** This host's clock, in epoch milliseconds. */
  readonly now: () => number;
  /** Called with how far this clock is ahead of the table's, in seconds; negative if it is behind. */
  readonly onSkew: (secondsAhead: number) => void;
}

/** Opens the table of that name, with the region and the credentials of the environment. */
export type OpenTable<T = Table> = (name: string, watch: Watch) => T;

export function openClient({ now, onSkew }: Watch, options: { readonly cacheMiddleware?: true } = {}): DynamoDBClient {
  const client = new DynamoDBClient({ ...clientSettings(), ...options });
  watchClock(client, now, onSkew);
  return client;
}
