import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import type { TokenRule } from '../http/authorization.ts';
import { localKey } from './issuer.ts';

/** No issuer can have this name (RFC 2606), so no deploy can accept these tokens by mistake. */
export const LOCAL_ISSUER = 'https://issuer.invalid';
export const LOCAL_AUDIENCE = 'streamgate';
export const LOCAL_CLAIM = 'https://streamgate.invalid/subscription';

const GOOD_FOR = '12 hours';

export interface Token {
  readonly variable: string;
  readonly whose: string;
  readonly text: string;
}

/** Tokens to try, one per role. */
export async function localTokens({
  issuer,
  audiences,
  scopePrefix,
  userClaim,
  subscriptionClaim = LOCAL_CLAIM,
}: TokenRule): Promise<Token[]> {
  const newcomer = { sub: 'newcomer', scopes: ['streams:write'] };
  const roles: { variable: string; whose: string; sub: string; scopes: string[]; claims?: object }[] = [
    { variable: 'VIEWER', whose: 'viewer 001', sub: '001', scopes: ['streams:write'] },
    {
      variable: 'OFFICE',
      whose: 'the back office',
      sub: 'office',
      scopes: ['users:read', 'users:write', 'streams:write', 'streams:admin'],
    },
    {
      ...newcomer,
      variable: 'NEWCOMER',
      whose: 'a viewer nobody has created, on the basic plan',
      claims: { [subscriptionClaim]: 'basic plan' },
    },
    {
      ...newcomer,
      variable: 'PREMIUM',
      whose: 'the same viewer, upgraded to the premium plan (see STREAM_LIMITS_BY_SUBSCRIPTION)',
      claims: { [subscriptionClaim]: 'premium plan' },
    },
  ];
  return Promise.all(
    roles.map(async ({ variable, whose, sub, scopes, claims = {} }) => {
      const scope = scopes.map((name) => scopePrefix + name).join(' ');
      const text = await signed({
        iss: issuer,
        aud: audiences[0] ?? LOCAL_AUDIENCE,
        sub,
        [userClaim]: sub,
        scope,
        ...claims,
      });
      return { variable, whose: `${whose}: ${scope}`, text };
    }),
  );
}

/**
 * A token like an issuer's. If LOCAL_ISSUER names the folder of a key, that key signs it. Otherwise a key signs it that
 * is not kept, because nothing else on this machine checks signatures.
 * @param expires a span from now, or epoch seconds
 */
export async function signed(claims: Record<string, unknown>, expires: string | number = GOOD_FOR): Promise<string> {
  const folder = process.env.LOCAL_ISSUER;
  const token = new SignJWT({ ...claims }).setIssuedAt().setExpirationTime(expires);
  if (folder === undefined) return token.setProtectedHeader({ alg: 'HS256' }).sign(randomBytes(32));
  return token.setProtectedHeader({ alg: 'RS256' }).sign((await localKey(folder)).sign);
}
