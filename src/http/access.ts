export type Scope = 'users:read' | 'users:write' | 'streams:write' | 'streams:admin';

/** A token with it may act on every user; any other one only on its own: the one whose id is in its AUTH_USER_CLAIM. */
export const ADMIN: Scope = 'streams:admin';

/** Who may call an endpoint: everybody, or a token with one of the scopes, for the user in the input. */
export type Access<Input> = { readonly route: `${'GET' | 'POST'} /${string}` } & (
  | { readonly open: true }
  | {
      /** Any one of them will do. */
      readonly scopes: readonly Scope[];
      /** Finds that user in the input; `all` when it is about all of them. */
      readonly user: ((input: Input) => string | undefined) | 'all';
    }
);

/** The user whose id the input gives. */
const byId = ({ id }: { readonly id?: string | undefined }): string | undefined => id;

/**
 * Who may call what, by the name of the function. Its handler, its route and authorizer in API Gateway, and the OpenAPI
 * document go by this table; tests hold docs/security.md to it.
 */
export const ACCESS = {
  requestStream: { route: 'POST /requeststream', scopes: ['streams:write'], user: byId },
  renewStream: { route: 'POST /renewstream', scopes: ['streams:write'], user: byId },
  stopStream: { route: 'POST /stopstream', scopes: ['streams:write'], user: byId },
  revokeStreams: { route: 'POST /revokestreams', scopes: ['streams:admin'], user: byId },
  getStreams: { route: 'GET /getstreams', scopes: ['users:read', 'streams:write'], user: byId },
  createUser: { route: 'POST /createuser', scopes: ['users:write'], user: byId },
  getUser: { route: 'GET /getuser', scopes: ['users:read'], user: byId },
  updateUser: { route: 'POST /updateuser', scopes: ['users:write'], user: byId },
  removeUser: { route: 'POST /removeuser', scopes: ['users:write'], user: byId },
  getAllUsers: { route: 'GET /getallusers', scopes: ['users:read'], user: 'all' },
  health: { route: 'GET /health', open: true },
} as const satisfies Record<string, Access<{ readonly id?: string | undefined }>>;

export type FunctionName = keyof typeof ACCESS;

/** @returns the scopes of which a call needs one; none where everybody may call */
export const scopesOf = (access: Access<never>): readonly Scope[] => ('open' in access ? [] : access.scopes);
