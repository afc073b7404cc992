import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Table } from '../domain/table.ts';
import { clientSettings } from './client-settings.ts';
import { watchClock } from './clock-watch.ts';

/** Watches a client's clock. */
export interface Watch {
  /** This host's clock, in epoch milliseconds. */
  readonly now: () => number;
  /** Called with how many seconds this clock is ahead of the table's; negative if it is behind. */
  readonly onSkew: (secondsAhead: number) => void;
}

/** Opens a table by its name, with the region and credentials of the environment. */
export type OpenTable<T = Table> = (name: string, watch: Watch) => T;

export function openClient({ now, onSkew }: Watch, options: { readonly cacheMiddleware?: true } = {}): DynamoDBClient {
  const client = new DynamoDBClient({ ...clientSettings(), ...options });
  watchClock(client, now, onSkew);
  return client;
}
