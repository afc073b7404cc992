/** Limits of what one caller can use. API Gateway has the first, and bounds the others by itself. */
export const LIMITS = {
  bodyBytes: 8 * 1024,
  headerBytes: 16 * 1024,
  /** The time for the headers, and for the whole request. */
  headerMs: 5000,
  requestMs: 10_000,
  /** How often slow connections are looked for. */
  checkMs: 1000,
  /** Longer than the load balancer's 60 s, so that it never sends a request on a connection that is about to close. */
  keepAliveMs: 65_000,
} as const;
