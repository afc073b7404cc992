/**
 * How every handler uses middy. With its default of 5 ms, middy would race each request against a timer, and answer
 * while a write is under way (docs/decisions/0016-middy.md).
 */
export const MIDDY_OPTIONS = { timeoutEarlyInMillis: 0 };
