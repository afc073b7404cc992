import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { StandardRetryStrategy } from '@smithy/core/retry';

/**
 * How long a request may wait for the table. A healthy write takes under 10 ms. Three attempts of at most a second
 * each, with the SDK's backoff of about 100 ms, survive a lost connection or a partition that splits, and end well
 * within the functions' 6 seconds. If the table still throttles, the answer is a 503, so that players spread their
 * retries. The tests of faults use the same settings.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
} as const;

/** The SDK's own value for DynamoDB: the longest backoff before the second attempt, in milliseconds. */
const BASE_DELAY_MS = 25;

/**
 * The SDK's own retries. To spare a table in trouble, the SDK stops retrying for a while after too many failures; each
 * success earns retries back. The SDK counts a refused condition as a failure. Here it is the answer of a healthy
 * table, and the usual one for a full user, so it earns retries back too.
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

/** Makes the settings of one client, with its own budget of retries. */
export const clientSettings = () => ({ ...CLIENT_SETTINGS, retryStrategy: new Retries() });
