export type Scope = 'users:read' | 'users:write' | 'streams:write' | 'streams:admin';

/** The scope with which a token may act on every user. Any other token acts only on the user in its AUTH_USER_CLAIM. */
export const ADMIN: Scope = 'streams:admin';

/** Who may call an endpoint: everybody (`open`), or a token with one of the scopes, on the user in the input. */
export type Access<Input> = { readonly route: `${'GET' | 'POST'} /${string}` } & (
  | { readonly open: true }
  | {
      /** One of them is enough. */
      readonly scopes: readonly Scope[];
      /** Returns the user that the input names; `all` if the endpoint is about all users. */
      readonly user: ((input: Input) => string | undefined) | 'all';
    }
);

const byId = ({ id }: { readonly id?: string | undefined }): string | undefined => id;

/**
 * Who may call what, by the name of the function. The handler, API Gateway's route and authorizer, and the OpenAPI
 * document use this table. A test compares docs/security.md with it.
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

/** @returns the scopes, of which a call needs one; empty if everybody may call */
export const scopesOf = (access: Access<never>): readonly Scope[] => ('open' in access ? [] : access.scopes);
