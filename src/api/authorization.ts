import type { APIGatewayProxyEventV2 } from 'aws-lambda';

export type Scope = 'users:read' | 'users:write' | 'streams:write';

/** A token with it may act on every user; any other one only on the user whose id is its `sub`. */
const ADMIN = 'streams:admin';

/** Whose tokens are good. */
export interface TokenRule {
  readonly issuer: string;
  /** Any one of them. */
  readonly audiences: readonly string[];
  /** What the issuer puts before the name of each scope: Cognito puts the resource server's. */
  readonly scopePrefix: string;
}

export type Auth = 'none' | TokenRule;

/** Who may call an endpoint: everybody, or who holds one of the scopes, for the user that the input names. */
export type Access<Input> =
  | 'everybody'
  | {
      readonly scopes: readonly Scope[];
      /** Finds that user in the input; `all` when it is about all of them. */
      readonly user: ((input: Input) => string | undefined) | 'all';
    };

/** The user whose id the input gives. */
export const byId = ({ id }: { readonly id?: string | undefined }): string | undefined => id;

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

type Claims = Readonly<Record<string, unknown>>;
type RequestContext = APIGatewayProxyEventV2['requestContext'] & {
  readonly authorizer?: { readonly jwt?: { readonly claims?: Claims | null } } | null | undefined;
};

/**
 * Checks again what API Gateway's authorizer checked, all but the signature, so that a route without one lets nobody in.
 * @param now epoch milliseconds
 * @returns the check of the input, for when it is known
 * @throws Unauthorized, or Forbidden (the check too)
 */
export function authorize<Input>(
  auth: Auth,
  access: Access<Input>,
  requestContext: RequestContext,
  now: number,
): (input: Input) => void {
  if (access === 'everybody' || auth === 'none') return () => {};
  const claims = goodClaims(auth, requestContext.authorizer?.jwt?.claims, now);
  const held = [claims.scope, claims.scp].flatMap(listOf).flatMap((scopes) => scopes.split(' '));
  const scopes = access.scopes.map((scope) => auth.scopePrefix + scope);
  if (!scopes.some((scope) => held.includes(scope))) throw new Forbidden('The token lacks the scope', scopes);

  const admin = auth.scopePrefix + ADMIN;
  if (held.includes(admin)) return () => {};
  const { user } = access;
  if (user === 'all') throw new Forbidden('The token lacks the scope', [admin]);
  return (input) => {
    const id = user(input);
    if (id === undefined || id !== claims.sub) {
      throw new Forbidden('The token is of another user, and lacks the scope', [admin]);
    }
  };
}

function goodClaims({ issuer, audiences }: TokenRule, claims: Claims | null | undefined, now: number): Claims {
  if (!claims) throw new Unauthorized('no claims: the route has no authorizer');
  if (claims.iss !== issuer) throw new Unauthorized('another issuer');
  // Cognito's access tokens name their client instead of an audience; API Gateway goes by the same rule.
  if (!listOf(claims.aud ?? claims.client_id).some((audience) => audiences.includes(audience))) {
    throw new Unauthorized('another audience');
  }
  const { exp } = claims;
  const expiresAt = typeof exp === 'string' || typeof exp === 'number' ? Number(exp) * 1000 : 0;
  if (!(now < expiresAt)) throw new Unauthorized('expired');
  return claims;
}

/** API Gateway hands every claim over as text, a list as `[a b]`; serverless-offline leaves them as they are. */
function listOf(claim: unknown): string[] {
  if (Array.isArray(claim)) return claim.filter((value) => typeof value === 'string');
  if (typeof claim !== 'string') return [];
  return claim.startsWith('[') && claim.endsWith(']') ? claim.slice(1, -1).split(' ') : [claim];
}
