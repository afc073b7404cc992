/**
 * The options of middy for every handler. With its default of 5 ms, middy would race each request against a timer, and
 * might answer during a write (docs/decisions/0016-middy.md).
 */
export const MIDDY_OPTIONS = { timeoutEarlyInMillis: 0 };
