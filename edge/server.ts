import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createVerifier } from './verify.ts';

interface Options {
  /** Undefined while they could not be read. */
  readonly keys: () => Promise<ReadonlyMap<string, string> | undefined>;
  readonly issuer?: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/**
 * A verifier for nginx's `auth_request`, and whatever else asks so: the request in question is in the headers
 * `X-Original-URI` and `X-Original-Method`. It answers 204, with the URL without token in `X-Pass-Url`, or 401 with the
 * reason in `X-Pass-Refused`.
 */
export function createVerifierServer({ keys, ...options }: Options): Server {
  let current: ReadonlyMap<string, string> = new Map();
  const verifier = createVerifier(() => current, options);
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { 'x-original-uri': url } = request.headers;
    // A proxy that forgets to say what was asked for must not let everything through.
    if (typeof url !== 'string') return response.writeHead(400).end('X-Original-URI is missing\n');
    const read = await keys();
    if (read === undefined) return response.writeHead(503).end('there are no keys\n');
    current = read;
    // A 204 would let a preflight through to the origin: the proxy answers those itself.
    const verdict = verifier.check({ method: 'GET', url, headers: request.headers });
    if (verdict.outcome === 'refused') return response.writeHead(verdict.status, verdict.headers).end(verdict.body);
    return response.writeHead(204, { 'x-pass-url': verdict.url, 'cache-control': 'no-store' }).end();
  };
  return createServer((request, response) => {
    request.resume();
    answer(request, response).catch(() => response.writeHead(500).end());
  });
}
