import { problemBody } from '../http/problems.ts';
import { REQUEST_ID } from './examples.ts';
import { CODES, type Code, type DocumentedRefusal, refusalOf } from './problems.ts';
import { type JsonSchema, reference } from './schemas.ts';

/**
 * The problems of an operation that have the same status, usually one. Two, such as two kinds of 403, share a response
 * and a schema, and `code` distinguishes them: client generators handle `oneOf` poorly.
 */
interface Group {
  readonly status: number;
  readonly codes: readonly Code[];
}

/** The problems of an operation, as responses by status. */
export const problemResponses = (codes: readonly Code[]): Record<string, object> =>
  Object.fromEntries(groups(codes).map((group) => [group.status, { $ref: `#/components/responses/${keyOf(group)}` }]));

/**
 * The problems, as components of the document.
 * @param operations the problems of each operation
 * @param base the schema `Problem`: the properties that some problem has
 */
export function problemComponents(operations: readonly (readonly Code[])[], base: JsonSchema) {
  const all = operations.flatMap(groups);
  return {
    responses: {
      ...Object.fromEntries(all.map((group) => [keyOf(group), problemResponse(group)])),
      throttled: THROTTLED,
    },
    schemas: {
      ...Object.fromEntries(all.map((group) => [schemaName(group), problemSchema(group, base)])),
      ProblemCode: PROBLEM_CODE,
      GatewayMessage: GATEWAY_MESSAGE,
    },
  };
}

function groups(codes: readonly Code[]): Group[] {
  const statuses = new Set(codes.map((code) => refusalOf(code).problem.status));
  return [...statuses].map((status) => ({
    status,
    codes: codes.filter((code) => refusalOf(code).problem.status === status),
  }));
}

const keyOf = ({ codes }: Group): string => codes.join('-or-');

const words = (code: string): string[] => code.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1));

/** Such as `StreamLimitReachedProblem`. */
const schemaName = ({ codes }: Group): string => `${codes.map((code) => words(code).join('')).join('Or')}Problem`;

function problemSchema({ status, codes }: Group, { properties = {}, required = [] }: JsonSchema): JsonSchema {
  const refusals = codes.map(refusalOf);
  const always = refusals.flatMap((refusal) => refusal.required ?? []);
  const own = [...always, ...refusals.flatMap((refusal) => refusal.optional ?? [])];
  return {
    type: 'object',
    description: refusals.map(({ problem }) => problem.title).join(', or '),
    properties: {
      ...Object.fromEntries(Object.entries(properties).filter(([name]) => [...required, ...own].includes(name))),
      // Not a number as a const: see schemas.ts.
      status: { ...properties.status, minimum: status, maximum: status },
      code: {
        $ref: reference('ProblemCode'),
        ...(codes.length === 1 ? { const: codes[0] } : { enum: codes }),
      },
    },
    required: [...required, ...always.filter((name) => refusals.every((refusal) => refusal.required?.includes(name)))],
  };
}

function problemResponse(group: Group): object {
  const refusals = group.codes.map(refusalOf);
  const [gateway] = refusals.flatMap((refusal) => refusal.gateway ?? []);
  return {
    description: group.codes.map((code) => `\`${code}\`: ${refusalOf(code).description}`).join('\n\n'),
    headers: {
      'x-request-id': { $ref: '#/components/headers/x-request-id' },
      ...header(refusals, 'retryAfter', 'retry-after'),
      ...header(refusals, 'challenge', 'www-authenticate'),
    },
    content: {
      'application/problem+json': {
        schema: { $ref: reference(schemaName(group)) },
        examples: Object.fromEntries(
          group.codes.map((code) => [code, { value: problemBody(refusalOf(code).problem, REQUEST_ID) }]),
        ),
      },
      ...(gateway === undefined ? {} : gatewayContent(gateway)),
    },
  };
}

/** The description of a header that all, or some, of these refusals have. */
function header(refusals: readonly DocumentedRefusal[], property: 'retryAfter' | 'challenge', name: string) {
  const having = refusals.filter(({ problem }) => problem[property] !== undefined);
  if (having.length === 0) return {};
  if (having.length === refusals.length) return { [name]: { $ref: `#/components/headers/${name}` } };
  const codes = having.map(({ problem }) => `\`${problem.code}\``).join(', ');
  return { [name]: { description: `Comes with ${codes} only.`, required: false, schema: { type: 'string' } } };
}

const gatewayContent = (message: string) => ({
  'application/json': {
    schema: { $ref: reference('GatewayMessage') },
    examples: { gateway: { summary: 'From API Gateway, before the service sees the request', value: { message } } },
  },
});

const THROTTLED = {
  description:
    'The gateway gets too many requests at the moment. Wait a second and send the same request again; wait longer ' +
    'each time.',
  content: gatewayContent('Too Many Requests'),
};

const PROBLEM_CODE = {
  type: 'string',
  description: 'The kind of a problem, for programs.',
  enum: CODES,
  // The names in generated clients; otherwise some generators make STREAM_MINUS_ENDED.
  'x-enum-varnames': CODES.map((code) => code.replaceAll('-', '_').toUpperCase()),
};

const GATEWAY_MESSAGE = {
  type: 'object',
  description: 'The body that API Gateway sends when a request does not reach the service.',
  properties: { message: { type: 'string' } },
  required: ['message'],
};
