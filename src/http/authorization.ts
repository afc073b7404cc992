import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { type Access, ADMIN } from './access.ts';

/** Whose tokens are good. */
export interface TokenRule {
  readonly issuer: string;
  /** Any one of them. */
  readonly audiences: readonly string[];
  /** The issuer's prefix of each scope: Cognito puts the resource server's identifier. */
  readonly scopePrefix: string;
  /** The claim that holds the id of the caller's own user. */
  readonly userClaim: string;
  /** The claim that says what the subscription is; undefined: the user's item does. */
  readonly subscriptionClaim?: string | undefined;
  /** The claim that gives the number of streams; undefined: the plan does. */
  readonly limitClaim?: string | undefined;
  /** The claim that gives a lease tags, before those of the request; undefined: only the request does. */
  readonly tagsClaim?: string | undefined;
}

export type Auth = 'none' | TokenRule;

/** The caller, by a token that is good for the endpoint. */
export interface Caller {
  /** May act on every user: by `streams:admin`, or because everybody may do everything. */
  readonly admin: boolean;
  /** The verified claims, as API Gateway hands them over: text. None when no token was asked for. */
  readonly claims: Claims;
}

/** There is no good token. The message says why to the log, not to the caller; it holds no claim. */
export class Unauthorized extends Error {
  override readonly name = 'Unauthorized';
}

/** The token is good, but not for this. */
export class Forbidden extends Error {
  override readonly name = 'Forbidden';
  /** One of these is missing. */
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
 * Checks again what API Gateway's authorizer checked, all but the signature, so that a route without one lets nobody
 * in.
 * @param now epoch milliseconds
 * @throws Unauthorized without a good token, Forbidden when it lacks the scope
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
  // Cognito's access tokens name their client instead of an audience; API Gateway goes by the same rule.
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

/** How far the issuer's clock may be ahead of this one (RFC 7519, 4.1.5). A token that has expired gets none. */
const LEEWAY_MS = 30_000;

/**
 * API Gateway hands a NumericDate (RFC 7519) over as text, at times with an exponent; serverless-offline as a number.
 */
function secondsOf(claim: unknown): number | undefined {
  if (typeof claim !== 'number' && !(typeof claim === 'string' && /^\d+(\.\d+)?(e\+?\d+)?$/i.test(claim)))
    return undefined;
  const seconds = Number(claim);
  return Number.isFinite(seconds) ? seconds : undefined;
}

/** API Gateway hands every claim over as text, a list as `[a b]`; serverless-offline leaves them as they are. */
function listOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((value) => typeof value === 'string');
  if (typeof claim !== 'string') return [];
  return claim.startsWith('[') && claim.endsWith(']') ? claim.slice(1, -1).split(' ') : [claim];
}
