import { TOKEN_HEADER } from './request.ts';

/** Why there is no media. `expired` is what a player mends by a renewal. */
export type Reason =
  | 'missing'
  | 'malformed'
  | 'unknown-key'
  | 'wrong-signature'
  | 'other-issuer'
  | 'expired'
  | 'not-yet'
  | 'other-path'
  | 'unsafe-path';

/** The answer to a request that does not reach the media; also to a preflight, which brings no token. */
export interface Refused {
  readonly outcome: 'refused';
  readonly status: 204 | 401;
  /** Without it: a preflight. */
  readonly reason?: Reason;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Has the reason: a page of another origin may read it. */
export const REASON_HEADER = 'x-pass-refused';

const CORS = { 'access-control-allow-origin': '*' };

export const PREFLIGHT: Refused = {
  outcome: 'refused',
  status: 204,
  headers: {
    ...CORS,
    'access-control-allow-methods': 'GET, HEAD, OPTIONS',
    'access-control-allow-headers': `${TOKEN_HEADER}, range`,
    'access-control-max-age': '86400',
  },
  body: '',
};

export const refused = (reason: Reason): Refused => ({
  outcome: 'refused',
  status: 401,
  reason,
  headers: {
    ...CORS,
    'access-control-expose-headers': REASON_HEADER,
    'cache-control': 'no-store',
    'content-type': 'application/json',
    'www-authenticate': 'CAT',
    [REASON_HEADER]: reason,
  },
  body: JSON.stringify({ code: 'pass-refused', reason }),
});
