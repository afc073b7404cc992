/** What a caller may take of an instance. API Gateway has the first and bounds the others itself. */
export const LIMITS = {
  bodyBytes: 8 * 1024,
  headerBytes: 16 * 1024,
  /** Until the headers are there, and until the whole request is. */
  headerMs: 5000,
  requestMs: 10_000,
  /** How often slow callers are looked for. */
  checkMs: 1000,
  /**
   * Longer than the load balancer's 60 s, so that it never sends a request on a connection that is just being closed.
   */
  keepAliveMs: 65_000,
} as const;
