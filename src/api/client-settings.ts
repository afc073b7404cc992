/**
 * How long a request may wait for the table. A healthy write takes under 10 ms. Three attempts of at most a second each, with
 * the SDK's backoff of some 100 ms between them, outlast a lost connection or a partition that splits, and end well within
 * the functions' 6 seconds; a viewer waits no longer than that. What is throttled beyond it is answered 503, so that players
 * spread their next attempts. The tests of faults use the same settings.
 */
export const CLIENT_SETTINGS = {
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
} as const;
