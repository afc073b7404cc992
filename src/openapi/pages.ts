import { reference } from './schemas.ts';

const UNCHANGED = { description: 'Not changed since the caller loaded it (`If-None-Match`).' };
const THROTTLED = { $ref: '#/components/responses/throttled' };
const ETAG = { etag: { description: 'For `If-None-Match`.', schema: { type: 'string' } } };

export const OPENAPI_DOCUMENT = {
  type: 'object',
  description: 'An OpenAPI document.',
  properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
  required: ['openapi', 'info', 'paths'],
};

/** The endpoints whose answer is the same for everybody. */
export const PAGES: readonly (readonly [path: string, item: object])[] = [
  [
    '/openapi.json',
    {
      get: {
        operationId: 'getOpenApi',
        tags: ['Operations'],
        summary: 'Load this document',
        description: 'OpenAPI 3.1.\n\nNeeds no token.',
        security: [],
        responses: {
          200: {
            description: 'The document.',
            headers: ETAG,
            content: {
              'application/json': {
                schema: { $ref: reference('OpenApiDocument') },
              },
            },
          },
          304: UNCHANGED,
          429: THROTTLED,
        },
      },
    },
  ],
  [
    '/docs',
    {
      get: {
        operationId: 'getDocs',
        tags: ['Operations'],
        summary: 'Open the reference',
        description:
          'A page to read this document and try the API. It loads nothing from other hosts.\n\nNeeds no token.',
        security: [],
        responses: {
          200: {
            description: 'The page.',
            headers: ETAG,
            content: { 'text/html': { schema: { type: 'string' } } },
          },
          304: UNCHANGED,
          429: THROTTLED,
        },
      },
    },
  ],
];
