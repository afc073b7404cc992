import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { operations } from '../support/document.ts';

type Route = string | { readonly method: string; readonly path: string };

interface Service {
  functions: Record<string, { readonly events: readonly { readonly httpApi: Route }[] }>;
}

/** What /docs loads: of no use to anybody else, so not documented. */
const PART_OF_A_PAGE = /^GET \/docs\//;

const service: Service = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
  logLevel: 'silent',
});

const deployed = Object.entries(service.functions)
  .flatMap(([name, { events }]) =>
    events.map(({ httpApi }) => ({
      name,
      route: typeof httpApi === 'string' ? httpApi : `${httpApi.method.toUpperCase()} ${httpApi.path}`,
    })),
  )
  .filter(({ route }) => !PART_OF_A_PAGE.test(route));

test('what is deployed is documented, and what is documented is deployed', () => {
  expect(deployed.map(({ route }) => route).sort()).toEqual([...operations.keys()].sort());
});

test('an operation has the name of its function', () => {
  const functions = deployed.filter(({ name }) => name !== 'docs').map(({ name, route }) => [route, name]);
  expect(functions).toEqual(functions.map(([route = '']) => [route, operations.get(route)?.operationId]));
});
