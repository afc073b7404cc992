import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A browser request from an unlisted origin. The message contains the origin, for the log. */
export class OtherOrigin extends Error {
  override readonly name = 'OtherOrigin';
}

/** The origins of CORS_ORIGINS, which has commas between them. */
export const originsOf = (text: string): string[] =>
  text
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');

/**
 * `*` is taken on its own, for televisions whose apps have no origin; but only where a token stands between a page and
 * the service, which no page has by itself. No cookie is ever taken from another origin.
 * @param open whether nobody needs a token
 * @returns what is wrong with the setting
 */
export function originsError(origins: readonly string[], open: boolean): string | undefined {
  if (origins.length === 1 && origins[0] === '*') {
    return open ? 'CORS_ORIGINS must name the origins when AUTH is none; * is for AUTH=jwt only' : undefined;
  }
  // As a browser sends it: no path, no default port, no capitals.
  const good = origins.every((origin) => /^https?:[^*]+$/.test(origin) && originOf(origin) === origin);
  return good
    ? undefined
    : 'CORS_ORIGINS must be origins with commas between them, such as https://watch.example.com,http://localhost:3000';
}

/**
 * Where nobody needs a token, refuses what a page of another origin sends: a browser asks no preflight for a body of
 * plain text, so CORS alone would keep the answer from the page, and not the request from the service. What is no
 * browser sends neither header. The rules are those of Go's CrossOriginProtection
 * (https://pkg.go.dev/net/http#CrossOriginProtection), for GET too.
 * @throws OtherOrigin
 */
export function refuseOtherOrigins(
  { headers, requestContext }: APIGatewayProxyEventV2,
  listed: readonly string[],
): void {
  const { origin, host = '', 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  if (origin === undefined && site === undefined) return;
  if (origin !== undefined && listed.includes(origin)) return;
  const { method, sourceIp } = requestContext.http;
  // A person who follows a link sees the answer; the page with the link does not.
  if (origin === undefined && method === 'GET' && mode === 'navigate') return;
  const own = site === 'same-origin' || site === 'none' || (site === undefined && hostOf(origin) === host);
  // A name that a stranger's page has made to lead to this machine (DNS rebinding) is of its own origin, too.
  if (own && !(isLoopback(sourceIp) && !isLocalName(host))) return;
  throw new OtherOrigin(`a page of another origin: ${originOf(origin) ?? 'not told'}`);
}

const originOf = (url = ''): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);
const hostOf = (url = ''): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined);

/** Only `npm start` is called from the machine that it runs on. */
const isLoopback = (ip: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(ip);
const isLocalName = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
