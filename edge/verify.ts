import { createHmac, timingSafeEqual } from 'node:crypto';
import { PREFLIGHT, type Reason, type Refused, refused } from './refusal.ts';
import { placed, type Requested, safePath } from './request.ts';
import { type Claims, envelopeOf, payloadOf } from './token.ts';

export type { Reason, Refused } from './refusal.ts';
export type { Requested } from './request.ts';
export type { Claims } from './token.ts';

/** The keys by `kid`, or a function that gives those of this moment: while keys are rotated, both verify. */
export type Keys = ReadonlyMap<string, string> | (() => ReadonlyMap<string, string>);

export interface Options {
  /** The `iss` that passes must have; without it any will do. */
  readonly issuer?: string;
  /** Epoch milliseconds. */
  readonly now?: () => number;
}

/** A request that may pass. `url` has no token any more, so caches and origins see one URL for everybody. */
export interface Passed {
  readonly outcome: 'passed';
  readonly url: string;
  readonly claims: Claims;
}

export interface Verifier {
  readonly check: (request: Requested) => Passed | Refused;
}

/**
 * Verifies passes where media is served by Node.
 *
 * @example
 * const verifier = createVerifier(new Map([['k1', process.env.PASS_KEY]]));
 * http.createServer((request, response) => {
 *   const verdict = verifier.check(request);
 *   if (verdict.outcome === 'refused') return send(response, verdict);
 *   serve(verdict.url, response);
 * });
 */
export function createVerifier(keys: Keys, { issuer, now = Date.now }: Options = {}): Verifier {
  const current = typeof keys === 'function' ? keys : () => keys;
  return {
    check: (request) => {
      if (request.method === 'OPTIONS') return PREFLIGHT;
      const { token, url } = placed(request);
      const path = safePath(url);
      if (path === undefined) return refused('unsafe-path');
      if (token === undefined) return refused('missing');
      const claims = verifiedClaims(token, current());
      if (typeof claims === 'string') return refused(claims);
      if (issuer !== undefined && claims.issuer !== issuer) return refused('other-issuer');
      const seconds = now() / 1000;
      if (seconds >= claims.expires) return refused('expired');
      if (claims.notBefore !== undefined && seconds < claims.notBefore) return refused('not-yet');
      const { path: allowed } = claims;
      const opens = allowed.match === 'prefix' ? path.startsWith(allowed.text) : path === allowed.text;
      return opens ? { outcome: 'passed', url, claims } : refused('other-path');
    },
  };
}

/** The claims of a token whose MAC is right; nothing of them is read before. */
function verifiedClaims(token: string, keys: ReadonlyMap<string, string>): Claims | Reason {
  const envelope = envelopeOf(token);
  if (envelope === undefined) return 'malformed';
  const key = keys.get(envelope.kid);
  if (key === undefined) return 'unknown-key';
  const mac = createHmac('sha256', key).update(envelope.toBeMaced).digest();
  if (!timingSafeEqual(mac, envelope.mac)) return 'wrong-signature';
  return payloadOf(envelope.payload) ?? 'malformed';
}
