import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { StandardRetryStrategy } from '@smithy/core/retry';

/**
 * How long a request may wait for the table. A healthy write takes under 10 ms. Three attempts of at most a second
 * each, with the SDK's backoff of some 100 ms between them, outlast a lost connection or a partition that splits, and
 * end well within the functions' 6 seconds; a viewer waits no longer than that. What is throttled beyond it is answered
 * 503, so that players spread their next attempts. The tests of faults use the same settings.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
} as const;

/**
 * As the client of DynamoDB has it by itself, in milliseconds: the backoff before the second attempt is at most that.
 */
const BASE_DELAY_MS = 25;

/**
 * The SDK's own retries. It stops them for a while when too many calls have failed, so as not to burden a table in
 * trouble; each success earns back what its retries have cost. So must a refused condition: it is the answer of a
 * healthy table, and for a user who is full the usual one. (To the SDK it is an error, which earns nothing.)
 */
class Retries extends StandardRetryStrategy {
  constructor() {
    super({ maxAttempts: CLIENT_SETTINGS.maxAttempts, baseDelay: BASE_DELAY_MS });
  }

  override async refreshRetryTokenForRetry(...args: Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>) {
    const [token, { error }] = args;
    if (error instanceof ConditionalCheckFailedException) this.recordSuccess(token);
    return super.refreshRetryTokenForRetry(...args);
  }
}

/** For one client: it has a budget of retries of its own. */
export const clientSettings = () => ({ ...CLIENT_SETTINGS, retryStrategy: new Retries() });
