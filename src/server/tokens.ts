import { compactVerify, errors } from 'jose';
import { type Claims, Unauthorized } from '../http/authorization.ts';
import type { issuerKeys } from './keys.ts';

/** The only ones: API Gateway takes RSA alone; ES256 is what issuers are moving to. */
const ALGORITHMS = ['RS256', 'ES256'];

/**
 * The claims of a request's token, in the form in which API Gateway hands them over: text. Only the signature is
 * checked here; issuer, audience, times and scopes are the handlers' to check (src/http/authorization.ts).
 * @param authorization the header
 * @throws Unauthorized without a token that the issuer has signed, KeysUnavailable without the issuer's keys
 */
export async function claimsOf(
  authorization: string | undefined,
  keys: ReturnType<typeof issuerKeys>,
): Promise<Claims> {
  const [, token] = /^(?:Bearer )?(\S+)$/i.exec(authorization ?? '') ?? [];
  if (token === undefined) throw new Unauthorized('no token');
  try {
    const { payload } = await compactVerify(token, keys, { algorithms: ALGORITHMS });
    return asText(JSON.parse(new TextDecoder().decode(payload)));
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof SyntaxError) throw new Unauthorized(error.message);
    throw error;
  }
}

/** @throws Unauthorized for what is no object */
function asText(claims: unknown): Claims {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) throw new Unauthorized('no claims');
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, textOf(value)]));
}

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
};
