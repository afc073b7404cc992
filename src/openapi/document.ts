import { readFileSync } from 'node:fs';
import { ACCESS, scopesOf } from '../http/access.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { OPENAPI_DOCUMENT, PAGES } from './pages.ts';
import { problemComponents, problemResponses } from './problem-responses.ts';
import type { Code } from './problems.ts';
import { type JsonSchema, jsonSchemas, nameOf, reference } from './schemas.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

const guide = (page: string): string => read(`guide/${page}.md`).trim();

/** A part of another page of the repository, for the document. */
const part = (path: string, pattern: RegExp): string => {
  const text = pattern.exec(read(path))?.[1];
  if (text === undefined) throw new Error(`${path} has no ${pattern}.`);
  return text;
};

const watch = (): string =>
  guide('watch')
    .replace('{{answers}}', () => part('../../docs/writing-a-player.md', /<!-- answers -->\n([\s\S]+?)\n<!--/))
    .replace('{{sample}}', () => part('../../player/README.md', /(```js\n[\s\S]+?```)/));

/** The OpenAPI document, made from the schemas and problems that the service itself uses. */
export function openApiDocument(): object {
  const { version }: { version: string } = JSON.parse(read('../../package.json'));
  // The schemas of queries become parameters, and each problem has its own schema.
  const schemas = jsonSchemas();
  const { ListUsers, Nothing, Problem = {}, ...bodies } = schemas;
  const problems = problemComponents(OPERATIONS.map(codesOf), Problem);
  const paths = OPERATIONS.map((endpoint) => {
    const [method = '', path = ''] = ACCESS[endpoint.id].route.split(' ');
    return [path, { [method.toLowerCase()]: operation(endpoint, schemas) }];
  });
  return {
    openapi: '3.1.0',
    info: {
      title: 'Streamgate',
      version,
      summary: 'May this user start another stream?',
      description: guide('introduction'),
      license: { name: 'All rights reserved', identifier: 'LicenseRef-All-Rights-Reserved' },
    },
    servers: [{ url: '/', description: 'The service that sent this document' }],
    tags: [
      { name: 'Watch', description: watch() },
      { name: 'Users', description: guide('users') },
      { name: 'Operations', description: guide('operations') },
    ],
    paths: Object.fromEntries([...paths, ...PAGES]),
    components: {
      schemas: { ...bodies, ...problems.schemas, OpenApiDocument: OPENAPI_DOCUMENT },
      responses: problems.responses,
      headers: HEADERS,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: guide('token') },
      },
    },
  };
}

/** The service always sends these headers; answers of the gateway itself do not have them. */
const HEADERS = {
  'x-request-id': {
    description: "The request's id in the log.",
    schema: { type: 'string' },
  },
  'retry-after': {
    description: 'Seconds to wait before retrying.',
    schema: { type: 'integer', minimum: 0 },
  },
  'www-authenticate': {
    description: 'What is wrong with the token ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)).',
    schema: { type: 'string' },
  },
};

function operation(endpoint: Operation, schemas: Record<string, JsonSchema>): object {
  const { status, description, schema, example } = endpoint.success;
  return {
    operationId: endpoint.id,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    description: endpoint.description + scopeText(endpoint),
    security: scopesOf(ACCESS[endpoint.id]).map((scope) => ({ token: [scope] })),
    ...(endpoint.query === undefined ? {} : { parameters: parameters(schemas[nameOf(endpoint.query)]) }),
    ...(endpoint.body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: {
              'application/json': {
                schema: { $ref: reference(nameOf(endpoint.body.schema)) },
                examples: endpoint.body.examples,
              },
            },
          },
        }),
    responses: {
      [status]: {
        description,
        headers: { 'x-request-id': { $ref: '#/components/headers/x-request-id' } },
        content: {
          'application/json': {
            schema: { $ref: reference(nameOf(schema)) },
            examples: { example: { value: example } },
          },
        },
      },
      429: { $ref: '#/components/responses/throttled' },
      ...problemResponses(codesOf(endpoint)),
    },
  };
}

function codesOf({ id, body, refusals }: Operation): Code[] {
  return [
    'invalid-request',
    ...(scopesOf(ACCESS[id]).length === 0 ? [] : (['unauthorized', 'forbidden'] as const)),
    ...refusals,
    ...(body === undefined ? [] : (['body-too-large', 'unsupported-media-type'] as const)),
    'internal-error',
    'unavailable',
  ];
}

function scopeText({ id }: Operation): string {
  const scopes = scopesOf(ACCESS[id]);
  if (scopes.length === 0) return '\n\nNeeds no token.';
  return `\n\nScope: ${scopes.map((scope) => `\`${scope}\``).join(' or ')}.`;
}

/** Each property of a query's schema is a parameter. */
const parameters = ({ properties = {}, required = [] }: JsonSchema = {}) =>
  Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(description === undefined ? {} : { description }),
    required: required.includes(name),
    schema,
  }));
