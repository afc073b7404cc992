/** What a verifier reads of a request; Node's own `IncomingMessage` is one. */
export interface Requested {
  readonly method?: string | undefined;
  /** Path and query, as the client has sent them. */
  readonly url?: string | undefined;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export const TOKEN_HEADER = 'cta-common-access-token';

/** How the first segment of a path begins that is a token: `/cat-0YRD…/live/stream_100/index.m3u8`. */
const TOKEN_SEGMENT = /^\/cat-([^/]*)(?=\/)/;

/**
 * A request's token, and its URL without any. The header counts before the query, and that before the path: a player
 * that has hooks has the fresher token.
 */
export function placed({ url = '/', headers }: Requested): { token: string | undefined; url: string } {
  const [rawPath = '', ...rest] = url.split('?');
  const inPath = TOKEN_SEGMENT.exec(rawPath);
  const path = inPath === null ? rawPath : rawPath.slice(inPath[0].length);
  const { kept, inQuery } = parted(rest.join('?'));
  const header = headers[TOKEN_HEADER];
  const token = typeof header === 'string' ? header : (header?.[0] ?? inQuery ?? inPath?.[1]);
  return { token, url: kept === '' ? path : `${path}?${kept}` };
}

function parted(query: string): { kept: string; inQuery: string | undefined } {
  const pairs = query.split('&');
  const tokens = pairs.filter((pair) => pair.startsWith('CAT='));
  const kept = tokens.length === 0 ? query : pairs.filter((pair) => !pair.startsWith('CAT=')).join('&');
  return { kept, inQuery: tokens[0]?.slice('CAT='.length) };
}

/** Slashes, dots, percent signs and zeros that an origin may decode once more; backslashes, blanks and controls. */
const UNSAFE = /%(?:2f|5c|2e|25|[01][0-9a-f]|7f)|[\\#]|[^!-~]/i;
/** Some servers cut what follows a semicolon before they go up. */
const UP = /(?:^|\/)\.\.?(?:;|\/|$)/;

/**
 * The path of a URL, decoded, as origins see it.
 * @returns undefined if an origin might read it as another path
 */
export function safePath(url: string): string | undefined {
  const [path = ''] = url.split('?');
  if (!path.startsWith('/') || UNSAFE.test(path) || UP.test(path)) return undefined;
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
