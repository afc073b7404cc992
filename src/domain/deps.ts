import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Limits } from './limits.ts';

export interface Table {
  readonly name: string;
  readonly client: Pick<DynamoDBDocumentClient, 'send'>;
  /** Ends the calls of one request when its time is up. */
  readonly abortSignal?: AbortSignal;
}

/** Everything that a decision depends on besides its input; passed in, so that tests need no sleeping. */
export interface Deps {
  readonly table: Table;
  readonly limits: Limits;
  /** How long a lease lasts if it is not renewed, in seconds. */
  readonly leaseSeconds: number;
  /** How often a player is asked to renew, in seconds. */
  readonly renewSeconds: number;
  /** The server's clock, in epoch milliseconds. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly newId: () => string;
}
