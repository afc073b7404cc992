import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as z from 'zod/mini';
import { Text } from '../../src/http/schemas.ts';
import { codeOf, document, faultsOf, operations } from '../support/document.ts';
import { grown } from '../support/grown.ts';

/** Every schema in the document, with the path to it, however deep. */
function* schemasIn(value: unknown, path: string): Generator<[path: string, schema: Record<string, unknown>]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    // What is shown as an example is no schema.
    if (key === 'examples' || key === 'default') continue;
    if (['schema', 'items'].includes(key) || /\/properties$/.test(path)) yield [`${path}/${key}`, inner];
    yield* schemasIn(inner, `${path}/${key}`);
  }
}

const { pattern = '' } = document.components.schemas.Text ?? {};

describe('the document suits generators of clients', () => {
  test('every object has a name: none is left to a generator to name', () => {
    const nameless = [...schemasIn(document, '')].filter(
      ([path, schema]) => schema.type === 'object' && !/^\/components\/schemas\/\w+$/.test(path),
    );
    // These two are of any shape.
    expect(nameless.map(([path]) => path)).toEqual(
      ['info', 'paths'].map((name) => `/components/schemas/OpenApiDocument/properties/${name}`),
    );
  });

  test('a code is one of an enumeration, and each problem says which', () => {
    const problems = Object.entries(document.components.schemas).filter(([name]) => name.endsWith('Problem'));
    const codes = problems.flatMap(([, { properties }]) => properties?.code?.const ?? properties?.code?.enum ?? []);
    expect([...new Set(codes)].sort()).toEqual([...(document.components.schemas.ProblemCode?.enum ?? [])].sort());
    for (const [, { properties }] of problems) {
      expect(properties?.code?.$ref).toBe('#/components/schemas/ProblemCode');
    }
  });

  test('nothing is of the type null alone, and no constant is a number', () => {
    const bad = [...schemasIn(document, '')].filter(
      ([, schema]) => schema.type === 'null' || typeof schema.const === 'number',
    );
    expect(bad).toEqual([]);
  });
});

describe('answers can grow', () => {
  const answers = [...operations].flatMap(([route, { responses }]) =>
    Object.entries(responses).flatMap(([status, response]) => {
      const { content = {} } = document.components.responses[codeOf(response) ?? ''] ?? response;
      return Object.entries(content).flatMap(([type, { schema, examples = {} }]) =>
        Object.values(examples).map(({ value }) => [`${route}: ${status}, ${type}`, schema, value] as const),
      );
    }),
  );

  test.each(answers)('%s', (_, schema, value) => {
    expect(faultsOf(schema, value)).toEqual([]);
    expect(faultsOf(schema, grown(value))).toEqual([]);
  });

  test('but a request has no field that nobody knows', () => {
    for (const [route, { requestBody }] of operations) {
      for (const { schema, examples = {} } of Object.values(requestBody?.content ?? {})) {
        for (const { value } of Object.values(examples)) {
          expect([route, faultsOf(schema, grown(value))]).not.toEqual([route, []]);
        }
      }
    }
  });
});

describe.each(['u', ''])('the pattern of a text, with the flag "%s"', (flag) => {
  const expression = new RegExp(pattern, flag);

  test('takes whatever the service takes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 128 }), (text) => {
        if (z.safeParse(Text, text).success) expect(text).toMatch(expression);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(['Télé 📺', 'a', ' living room ', '客厅'])('takes %j', (text) => {
    expect(text).toMatch(expression);
  });

  test.each(['', ' ', 'a\nb', '\u202egnp.exe', '\u0000', 'a\u0085', '\ufeff'])('refuses %j', (text) => {
    expect(text).not.toMatch(expression);
  });
});
