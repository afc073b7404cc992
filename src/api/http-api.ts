import { ACCESS, type Access, scopesOf } from './access.ts';
import { parseSettings, SettingsError } from './settings.ts';

const ORIGIN_FAULT =
  'CORS_ORIGINS must be origins with commas between them, such as https://watch.example.com,http://localhost:3000';

/**
 * The API Gateway that the settings ask for; read by the Serverless CLI, through infra/http-api.cjs. No function carries it.
 * @throws SettingsError, also for the settings that only the functions read
 */
export function httpApi(environment: Readonly<Record<string, string | undefined>>) {
  const { auth } = parseSettings({ TABLE_NAME: 'streamgate', ...environment });
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
    cors: cors(parseOrigins(environment.CORS_ORIGINS ?? '', auth === 'none')),
    /** The route of each function: the token must hold one of its scopes; the function checks whose user it acts on. */
    routes: Object.fromEntries(
      Object.entries<Access<never>>(ACCESS).map(([name, access]) => {
        const [method = '', path = ''] = access.route.split(' ');
        return [name, { method, path, ...authorizer(scopesOf(access)) }];
      }),
    ),
  };
}

/**
 * `*` is taken on its own, for televisions whose apps have no origin; but only where a token stands between a page and
 * the service, which no page has by itself. No cookie is ever taken from another origin.
 */
function parseOrigins(text: string, open: boolean): string[] {
  const origins = text
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  if (origins.length === 1 && origins[0] === '*') {
    if (open) throw new SettingsError('CORS_ORIGINS must name the origins when AUTH is none; * is for AUTH=jwt only');
    return origins;
  }
  // As a browser sends it: no path, no default port, no capitals.
  if (!origins.every((each) => /^https?:[^*]+$/.test(each) && URL.canParse(each) && new URL(each).origin === each)) {
    throw new SettingsError(ORIGIN_FAULT);
  }
  return origins;
}

const cors = (allowedOrigins: string[]) =>
  allowedOrigins.length > 0 && {
    allowedOrigins,
    allowedMethods: ['GET', 'POST'],
    allowedHeaders: ['content-type', 'authorization'],
    exposedResponseHeaders: ['date', 'retry-after', 'x-request-id'],
    maxAge: 86_400,
  };
