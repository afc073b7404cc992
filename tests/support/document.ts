import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Answer } from './service.ts';

interface Reference {
  readonly $ref?: string;
}

type Content = Record<string, { readonly schema: object; readonly examples?: Record<string, { value: unknown }> }>;

interface Response extends Reference {
  readonly headers?: Record<string, { readonly required?: boolean }>;
  readonly content?: Content;
}

export interface Operation {
  readonly operationId: string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Record<string, Response>;
}

/** A schema, as far as tests look into it. */
interface Schema extends Reference {
  readonly pattern?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Record<string, Schema>;
}

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly responses: Record<string, Response>; readonly schemas: Record<string, Schema> };
}

export const document: Document = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8'));

/** What is documented, by route: `POST /requeststream`. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation]),
  ),
);

/** The code of the problem that a response stands for; undefined for every other response. */
export const codeOf = ({ $ref }: Response): string | undefined => $ref?.split('/').at(-1);

/** Any shape is right for these two. */
const OPEN = ['OpenApiDocument', 'GatewayMessage'];

/** The schemas, closed: callers must expect further fields, but what the service answers today is in the document. */
const CLOSED = Object.fromEntries(
  Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    schema.properties === undefined || OPEN.includes(name) ? schema : { ...schema, additionalProperties: false },
  ]),
);

const ajv = new Ajv2020({ allErrors: true });
addFormats.default(ajv);
// Each schema refers to `#/components`, so it is compiled beside them.
ajv.addKeyword('components');
// For generators of clients; it says nothing about what is valid.
ajv.addKeyword('x-enum-varnames');

/** What is wrong with a value by a schema of the document, as a client that checks strictly sees it. */
export function faultsOf(schema: object, value: unknown): string[] {
  ajv.validate({ ...schema, components: document.components }, value);
  return (ajv.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/**
 * Holds an answer against openapi.json: status, type, headers (but what the gateway itself refuses has none of ours)
 * and body.
 * @param route such as `POST /requeststream`
 * @throws Error that says what of it is not documented
 */
export function assertDocumented(route: string, { status, headers, body }: Answer): void {
  const fail = (what: string): never => {
    throw new Error(`${route}, ${status}: ${what}`);
  };
  const response = operations.get(route)?.responses[status] ?? fail('is not documented');
  const { content, headers: expected = {} } = document.components.responses[codeOf(response) ?? ''] ?? response;
  const type = headers.get('content-type')?.split(';', 1)[0] ?? '';
  const isGateway = status >= 400 && type === 'application/json';
  const always = Object.entries(expected).filter(([, { required }]) => required !== false);
  const missing = always.map(([name]) => name).filter((name) => !isGateway && !headers.has(name));
  if (missing.length > 0) fail(`has no ${missing.join(', ')}`);
  if (content === undefined) {
    if (body !== '') fail('has a body');
    return;
  }
  const { schema } = content[type] ?? fail(`is not documented as ${type}`);
  const valid = ajv.validate({ ...schema, components: { ...document.components, schemas: CLOSED } }, body);
  if (!valid) fail(`${ajv.errorsText()} in ${JSON.stringify(body)}`);
}
