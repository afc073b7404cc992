import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { httpApi } from '../../src/http/api-gateway.ts';
import { OPEN_ROUTES, ROUTES } from '../support/access.ts';
import { httpEvent, lambdaContext } from '../support/event.ts';

const JWT = { AUTH: 'jwt', AUTH_ISSUER: 'https://issuer.example/', AUTH_AUDIENCE: 'web,tv' };

/** The Serverless CLI, with no settings but these. */
function serverless(command: string[], settings: Record<string, string>) {
  const { PATH, HOME } = process.env;
  const { status, stdout, stderr } = spawnSync('node_modules/.bin/serverless', command, {
    encoding: 'utf8',
    env: { PATH, HOME, SLS_NOTIFICATIONS_MODE: 'off', ...settings },
  });
  return { status, stdout, output: stdout + stderr };
}

interface Service {
  provider: { environment: Record<string, string>; httpApi: { authorizers: object; cors: unknown } };
  functions: Record<
    string,
    { events: { httpApi?: string | { method: string; path: string; authorizer?: unknown } }[] }
  >;
}

function resolved(settings: Record<string, string>) {
  const { stdout } = serverless(['print', '--format', 'json'], settings);
  const { provider, functions }: Service = JSON.parse(stdout);
  const routes = Object.values(functions)
    .flatMap(({ events }) => events)
    .flatMap(({ httpApi: route }) => {
      if (route === undefined) return [];
      return typeof route === 'string'
        ? { route, authorizer: undefined }
        : { route: `${route.method} ${route.path}`, authorizer: route.authorizer };
    });
  return { provider, routes };
}

test.each([
  [{}, 'AUTH must be jwt, or none to let everybody do everything'],
  [{ AUTH: 'jwt' }, 'AUTH_ISSUER must be set, as AUTH is jwt\nAUTH_AUDIENCE must be set, as AUTH is jwt'],
])('a deploy with the settings %p ends before it starts', (settings, fault) => {
  const { status, output } = serverless(['package'], settings);
  expect(status).not.toBe(0);
  expect(output).toContain(fault);
  expect(output).not.toContain('    at ');
});

test('a function without AUTH answers no request', async () => {
  Object.assign(process.env, { TABLE_NAME: 'users', AWS_REGION: 'us-east-1', AUTH: '' });
  const { handler } = await import('../../src/handlers/get-user.ts');
  expect(() => handler(httpEvent('GET /getuser'), lambdaContext())).toThrow('AUTH must be jwt, or none');
});

test('with AUTH=jwt every route has an authorizer with its scopes, except the open ones', () => {
  const { provider, routes } = resolved({
    ...JWT,
    AUTH_SCOPE_PREFIX: 'streamgate/',
    CORS_ORIGINS: 'https://a.example',
  });
  expect(provider.httpApi.authorizers).toEqual({
    jwt: {
      type: 'jwt',
      identitySource: '$request.header.Authorization',
      issuerUrl: 'https://issuer.example/',
      audience: ['web', 'tv'],
    },
  });
  expect(provider.httpApi.cors).toMatchObject({ allowedOrigins: ['https://a.example'] });
  expect(provider.environment).toMatchObject({ ...JWT, AUTH_SCOPE_PREFIX: 'streamgate/' });
  for (const { route, scopes } of ROUTES) {
    const authorizer = { name: 'jwt', scopes: scopes.map((scope) => `streamgate/${scope}`) };
    expect(routes).toContainEqual({ route, authorizer });
  }
  const open = routes.filter(({ authorizer }) => !authorizer).map(({ route }) => route);
  expect(OPEN_ROUTES).toEqual(expect.arrayContaining(open));
});

test('with AUTH=none no route has one, and without CORS_ORIGINS there is no CORS', () => {
  const { provider, routes } = resolved({ AUTH: 'none' });
  expect(provider.httpApi).toEqual({ authorizers: {}, cors: false });
  expect(routes.length).toBeGreaterThanOrEqual(ROUTES.length);
  expect(routes.filter(({ authorizer }) => authorizer)).toEqual([]);
});

test('CORS allows the listed origins, without cookies', () => {
  expect(httpApi({ ...JWT, CORS_ORIGINS: 'https://a.example, http://localhost:3000' }).cors).toEqual({
    allowedOrigins: ['https://a.example', 'http://localhost:3000'],
    allowedMethods: ['GET', 'POST'],
    allowedHeaders: ['content-type', 'authorization'],
    exposedResponseHeaders: ['date', 'retry-after', 'x-request-id'],
    maxAge: 86_400,
  });
});

test('a star in CORS_ORIGINS is accepted only if a token is needed', () => {
  expect(httpApi({ ...JWT, CORS_ORIGINS: '*' }).cors).toMatchObject({ allowedOrigins: ['*'] });
  expect(() => httpApi({ AUTH: 'none', CORS_ORIGINS: '*' })).toThrow('CORS_ORIGINS must name the origins');
});

test.each([
  'a.example',
  'https://a.example/',
  'https://a.example/player',
  'https://A.example',
  'https://a.example:443',
  'https://*.example',
  'https://user@a.example',
  'null',
  'file://',
  'javascript:alert(1)',
  'https://a.example,*',
  'https://a.example https://b.example',
])('%p is no origin', (origins) => {
  expect(() => httpApi({ ...JWT, CORS_ORIGINS: origins })).toThrow('CORS_ORIGINS must be origins');
});
