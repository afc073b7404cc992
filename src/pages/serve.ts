import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/** A document that is the same for everybody. */
export interface Page {
  /** Its media type. */
  readonly type: string;
  readonly text: string;
  /** Its content security policy: what the page may load and do. */
  readonly policy: string;
}

/**
 * The policy of a page: its own files, its own service, and no markup made from texts.
 * @param images where its images come from, as CSP spells it
 */
export const pagePolicy = (images: "'self'" | 'data:'): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `img-src ${images}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** A handler that serves a page: compressed where the caller takes that, and not again where the caller has it. */
export function servePage({ type, text, policy }: Page) {
  const etag = `"${createHash('sha256').update(text).digest('base64url')}"`;
  const compressed = gzipSync(text).toString('base64');
  const headers = {
    'content-type': type,
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    etag,
    'referrer-policy': 'no-referrer',
    vary: 'accept-encoding',
    'x-content-type-options': 'nosniff',
  };
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    if (event.headers['if-none-match'] === etag) return { statusCode: 304, headers };
    if (!/\bgzip\b/.test(event.headers['accept-encoding'] ?? '')) return { statusCode: 200, headers, body: text };
    return {
      statusCode: 200,
      headers: { ...headers, 'content-encoding': 'gzip' },
      body: compressed,
      isBase64Encoded: true,
    };
  };
}
