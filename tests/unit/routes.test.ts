import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ACCESS, type Access, scopesOf } from '../../src/http/access.ts';
import { operations } from '../support/document.ts';

type Events = string | readonly { readonly httpApi: string }[];

interface Service {
  custom: { docsRoutes: { on: Events } };
  functions: Record<string, { readonly handler: string; readonly events: Events }>;
}

/** What /docs loads: for people, so not documented. */
const FOR_PEOPLE = /^GET \/docs\//;
/** The functions that serve pages, to everybody: their routes are in serverless.yml. */
const PAGES = ['console', 'docs'];
/** What CodeDeploy and alarms call: no route leads to them. */
const WITHOUT_ROUTE = ['releaseCheck', 'respond'];

const { custom, functions }: Service = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
});

const table = Object.entries<Access<never>>(ACCESS);

test('each function, except those of the pages, has the route in src/http/access.ts', () => {
  const deployed = Object.entries(functions).filter(([name]) => ![...PAGES, ...WITHOUT_ROUTE].includes(name));
  expect(Object.fromEntries(deployed.map(([name, { events }]) => [name, events]))).toEqual(
    Object.fromEntries(deployed.map(([name]) => [name, [{ httpApi: `\${self:custom.httpApi.routes.${name}}` }]])),
  );
  expect(table.map(([name]) => name).sort()).toEqual(deployed.map(([name]) => name).sort());
});

test('each handler uses the row of its own function', () => {
  for (const name of Object.keys(functions).filter((each) => ![...PAGES, ...WITHOUT_ROUTE].includes(each))) {
    const file = functions[name]?.handler.replace(/\.handler$/, '.ts') ?? '';
    expect({ name, rows: readFileSync(file, 'utf8').match(/ACCESS\.\w+/g) }).toEqual({
      name,
      rows: [`ACCESS.${name}`],
    });
  }
});

test('what is deployed is documented, and what is documented is deployed', () => {
  const routes = Object.keys(functions).flatMap((name) => {
    if (name === 'console') return [];
    if (name !== 'docs') return table.filter(([each]) => each === name).map(([, { route }]) => String(route));
    const { on } = custom.docsRoutes;
    return typeof on === 'string' ? [on] : on.map(({ httpApi }) => httpApi);
  });
  expect(routes.filter((route) => !FOR_PEOPLE.test(route)).sort()).toEqual([...operations.keys()].sort());
});

test('an operation has the name of its function, and asks for its scopes', () => {
  for (const [name, access] of table) {
    const { operationId, security } = operations.get(access.route) ?? {};
    expect({ operationId, scopes: security?.flatMap(({ token }) => token) }).toEqual({
      operationId: name,
      scopes: scopesOf(access),
    });
  }
});
