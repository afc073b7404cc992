import { reference } from './schemas.ts';

const UNCHANGED = { description: 'The caller has it already (`If-None-Match`).' };
const THROTTLED = { $ref: '#/components/responses/throttled' };
const ETAG = { etag: { description: 'For `If-None-Match`.', schema: { type: 'string' } } };

export const OPENAPI_DOCUMENT = {
  type: 'object',
  description: 'An OpenAPI document.',
  properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
  required: ['openapi', 'info', 'paths'],
};

/** The endpoints that answer the same to everybody. */
export const PAGES: readonly (readonly [path: string, item: object])[] = [
  [
    '/openapi.json',
    {
      get: {
        operationId: 'getOpenApi',
        tags: ['Operations'],
        summary: 'This document',
        description: 'OpenAPI 3.1.\n\nOpen to everybody.',
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
        summary: 'A page to read this and try it',
        description: 'It needs nothing but this service: no other host is asked for anything.\n\nOpen to everybody.',
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
