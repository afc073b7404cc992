import type { APIGatewayProxyEventV2 } from 'aws-lambda';

/** A browser request from an unlisted origin. The message contains the origin, for the log. */
export class OtherOrigin extends Error {
  override readonly name = 'OtherOrigin';
}

/** The origins in CORS_ORIGINS, which separates them by commas. */
export const originsOf = (text: string): string[] =>
  text
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '');

/**
 * `*` must stand alone, for television apps that have no origin. It needs AUTH=jwt, because a page has no token by
 * itself. Cookies of another origin are never accepted.
 * @param open whether AUTH is `none`
 * @returns what is wrong with the setting
 */
export function originsError(origins: readonly string[], open: boolean): string | undefined {
  if (origins.length === 1 && origins[0] === '*') {
    return open ? 'CORS_ORIGINS must name the origins when AUTH is none; * is for AUTH=jwt only' : undefined;
  }
  // In the form that a browser sends: no path, no default port, no capitals.
  const good = origins.every((origin) => /^https?:[^*]+$/.test(origin) && originOf(origin) === origin);
  return good
    ? undefined
    : 'CORS_ORIGINS must be origins with commas between them, such as https://watch.example.com,http://localhost:3000';
}

/**
 * With AUTH=none, refuses requests of pages of other origins. A browser sends a plain-text body without a preflight, so
 * CORS alone hides the answer, but does not stop the request. Programs other than browsers send neither header. The
 * rules are those of Go's CrossOriginProtection (https://pkg.go.dev/net/http#CrossOriginProtection), also for GET.
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
  // After a click on a link, the person sees the answer; the page with the link does not.
  if (origin === undefined && method === 'GET' && mode === 'navigate') return;
  const own = site === 'same-origin' || site === 'none' || (site === undefined && hostOf(origin) === host);
  // With DNS rebinding, a stranger's page has a name that resolves to this machine. Then it is of the same origin too.
  if (own && !(isLoopback(sourceIp) && !isLocalName(host))) return;
  throw new OtherOrigin(`a page of another origin: ${originOf(origin) ?? 'not told'}`);
}

const originOf = (url = ''): string | undefined => (URL.canParse(url) ? new URL(url).origin : undefined);
const hostOf = (url = ''): string | undefined => (URL.canParse(url) ? new URL(url).host : undefined);

/** Only `npm start` is called from the machine that it runs on. */
const isLoopback = (ip: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(ip);
const isLocalName = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
