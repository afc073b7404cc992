import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { httpApi } from '../../src/api/http-api.ts';
import { operations } from '../support/document.ts';

type Route = string | { readonly method: string; readonly path: string; readonly authorizer: string };

interface Service {
  custom: { docsRoutes: { on: readonly { readonly httpApi: Route }[] } };
  functions: Record<string, { readonly events: string | readonly { readonly httpApi: Route }[] }>;
}

/** What /docs loads, and the console: for people, so not documented. */
const FOR_PEOPLE = /^GET \/docs\//;
const CONSOLE = 'console';

const service: Service = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
});

const { needs } = httpApi({ AUTH: 'jwt', AUTH_ISSUER: 'https://issuer.example', AUTH_AUDIENCE: 'streamgate' });
const scopesByNeed = new Map<string, readonly string[]>(
  Object.entries(needs).map(([name, need]) => [
    `\${self:custom.httpApi.needs.${name}}`,
    typeof need === 'string' ? [] : need.scopes,
  ]),
);

const deployed = Object.entries(service.functions)
  .filter(([name]) => name !== CONSOLE)
  .flatMap(([name, { events }]) => {
    if (typeof events === 'string' && name !== 'docs') throw new Error(`The routes of ${name} are not in its events.`);
    return (typeof events === 'string' ? service.custom.docsRoutes.on : events).map(({ httpApi }) =>
      typeof httpApi === 'string'
        ? { name, route: httpApi, scopes: [] }
        : {
            name,
            route: `${httpApi.method.toUpperCase()} ${httpApi.path}`,
            scopes: scopesByNeed.get(httpApi.authorizer) ?? [`unknown: ${httpApi.authorizer}`],
          },
    );
  })
  .filter(({ route }) => !FOR_PEOPLE.test(route));

test('what is deployed is documented, and what is documented is deployed', () => {
  expect(deployed.map(({ route }) => route).sort()).toEqual([...operations.keys()].sort());
});

test('an operation has the name of its function', () => {
  const functions = deployed.filter(({ name }) => name !== 'docs').map(({ name, route }) => [route, name]);
  expect(functions).toEqual(functions.map(([route = '']) => [route, operations.get(route)?.operationId]));
});

test('an operation asks for the scopes that its route asks for', () => {
  const documented = [...operations].map(([route, { security }]) => [route, security.flatMap(({ token }) => token)]);
  expect(Object.fromEntries(deployed.map(({ route, scopes }) => [route, scopes]))).toEqual(
    Object.fromEntries(documented),
  );
});
