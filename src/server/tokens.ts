import { compactVerify, errors } from 'jose';
import { type Claims, Unauthorized } from '../http/authorization.ts';
import type { issuerKeys } from './keys.ts';

/** The accepted algorithms. API Gateway accepts only RSA; issuers are moving to ES256. */
const ALGORITHMS = ['RS256', 'ES256'];

/**
 * The claims of a request's token as text, the form in which API Gateway passes them. This checks only the signature;
 * the handlers check issuer, audience, times and scopes (src/http/authorization.ts).
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

/** @throws Unauthorized if it is not an object */
function asText(claims: unknown): Claims {
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) throw new Unauthorized('no claims');
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, textOf(value)]));
}

const textOf = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
};
