import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Access, ADMIN } from './access.ts';

/** Which tokens are valid. */
export interface TokenRule {
  readonly issuer: string;
  /** One of them is enough. */
  readonly audiences: readonly string[];
  /** The text that the issuer puts before each scope: Cognito puts the resource server's identifier. */
  readonly scopePrefix: string;
  /** The claim with the id of the caller's own user. */
  readonly userClaim: string;
  /** The claim with the subscription; undefined: the item's counts. */
  readonly subscriptionClaim?: string | undefined;
  /** The claim with the limit; undefined: the plan's counts. */
  readonly limitClaim?: string | undefined;
  /** The claim with tags, which override the request's; undefined: only the request's count. */
  readonly tagsClaim?: string | undefined;
}

export type Auth = 'none' | TokenRule;

/** The caller of an endpoint, after the token was checked. */
export interface Caller {
  /** May act on every user: has `streams:admin`, or AUTH is `none`. */
  readonly admin: boolean;
  /** The verified claims as text, as API Gateway passes them. Empty if no token was needed. */
  readonly claims: Claims;
}

/** The token is missing or invalid. The message is for the log only, and contains no claim. */
export class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
}

/** The token is valid, but does not allow this. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
  /** The caller needs one of these. */
  readonly scopes: readonly string[];

  constructor(message: string, scopes: readonly string[]) {
    super(`${message} ${scopes.join(' or ')}.`);
    this.scopes = scopes;
  }
}

export type Claims = Readonly<Record<string, unknown>>;
type RequestContext = Partial<APIGatewayProxyEventV2['requestContext']> & {
  readonly authorizer?: { readonly jwt?: { readonly claims?: Claims | null } } | null | undefined;
};

const EVERYBODY: Caller = { admin: true, claims: {} };

/**
 * Repeats the checks of API Gateway's authorizer, except for the signature, so that a route without an authorizer lets
 * nobody in.
 * @param now epoch milliseconds
 * @throws Unauthorized without a valid token, Forbidden if it lacks the scope
 */
export function identify(auth: Auth, access: Access<never>, requestContext: RequestContext, now: number): Caller {
  if (auth === 'none' || 'open' in access) return EVERYBODY;
  const claims = goodClaims(auth, requestContext.authorizer?.jwt?.claims, now);
  const held = [claims.scope, claims.scp].flatMap(listOf).flatMap((scopes) => scopes.split(' '));
  const scopes = access.scopes.map((scope) => auth.scopePrefix + scope);
  if (!scopes.some((scope) => held.includes(scope))) throw new Forbidden('The token lacks the scope', scopes);
  return { admin: held.includes(auth.scopePrefix + ADMIN), claims };
}

/**
 * Checks that the caller may act on the user that the input names.
 * @throws Forbidden
 */
export function authorize<Input>(auth: Auth, access: Access<Input>, { admin, claims }: Caller, input: Input): void {
  if (admin || auth === 'none' || 'open' in access) return;
  const scope = [auth.scopePrefix + ADMIN];
  if (access.user === 'all') throw new Forbidden('The token lacks the scope', scope);
  const id = access.user(input);
  if (id === undefined || id !== claims[auth.userClaim]) {
    throw new Forbidden('The token belongs to another user and lacks the scope', scope);
  }
}

function goodClaims({ issuer, audiences }: TokenRule, claims: Claims | null | undefined, now: number): Claims {
  if (!claims) throw new Unauthorized('no claims: the route has no authorizer');
  if (claims.iss !== issuer) throw new Unauthorized('another issuer');
  // Cognito's access tokens have `client_id` instead of `aud`. API Gateway accepts that too.
  if (!listOf(claims.aud ?? claims.client_id).some((audience) => audiences.includes(audience))) {
    throw new Unauthorized('another audience');
  }
  const expires = secondsOf(claims.exp);
  if (expires === undefined) throw new Unauthorized('no time at which it expires');
  if (now >= expires * 1000) throw new Unauthorized('expired');
  for (const name of ['nbf', 'iat']) {
    if (claims[name] === undefined) continue;
    const from = secondsOf(claims[name]);
    if (from === undefined) throw new Unauthorized(`${name} is not a time`);
    if (from * 1000 > now + LEEWAY_MS) throw new Unauthorized(`${name} is in the future`);
  }
  return claims;
}

/** How far the issuer's clock may be ahead of this one (RFC 7519, 4.1.5). `exp` gets no such allowance. */
const LEEWAY_MS = 30_000;

/**
 * API Gateway passes a NumericDate (RFC 7519) as text, sometimes with an exponent; serverless-offline passes a number.
 */
function secondsOf(claim: unknown): number | undefined {
  if (typeof claim !== 'number' && !(typeof claim === 'string' && /^\d+(\.\d+)?(e\+?\d+)?$/i.test(claim)))
    return undefined;
  const seconds = Number(claim);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** API Gateway passes every claim as text, a list as `[a b]`; serverless-offline passes them unchanged. */
function listOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((value) => typeof value === 'string');
  if (typeof claim !== 'string') return [];
  return claim.startsWith('[') && claim.endsWith(']') ? claim.slice(1, -1).split(' ') : [claim];
}
