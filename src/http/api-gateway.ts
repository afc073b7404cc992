import { parseSettings } from '../settings/settings.ts';
import { ACCESS, type Access, scopesOf } from './access.ts';

/**
 * API Gateway's configuration, from the settings. The Serverless CLI reads it through infra/http-api.ts; no function's
 * bundle has it.
 * @throws SettingsError, also for settings that only the functions read
 */
export function httpApi(environment: Readonly<Record<string, string | undefined>>) {
  const { auth, origins } = parseSettings({ TABLE_NAME: 'streamgate', ...environment });
  const authorizer = (scopes: readonly string[]) =>
    auth === 'none' || scopes.length === 0
      ? {}
      : { authorizer: { name: 'jwt', scopes: scopes.map((scope) => auth.scopePrefix + scope) } };
  return {
    authorizers:
      auth === 'none'
        ? {}
        : {
            jwt: {
              type: 'jwt',
              identitySource: '$request.header.Authorization',
              issuerUrl: auth.issuer,
              audience: auth.audiences,
            },
          },
    cors: cors(origins),
    /** The route of each function. API Gateway demands one of its scopes; the function checks whose user it acts on. */
    routes: Object.fromEntries(
      Object.entries<Access<never>>(ACCESS).map(([name, access]) => {
        const [method = '', path = ''] = access.route.split(' ');
        return [name, { method, path, ...authorizer(scopesOf(access)) }];
      }),
    ),
  };
}

const cors = (allowedOrigins: readonly string[]) =>
  allowedOrigins.length > 0 && {
    allowedOrigins,
    allowedMethods: ['GET', 'POST'],
    allowedHeaders: ['content-type', 'authorization'],
    exposedResponseHeaders: ['date', 'retry-after', 'x-request-id'],
    maxAge: 86_400,
  };
