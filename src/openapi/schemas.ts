import * as z from 'zod/mini';
import { Text } from '../http/schemas.ts';
import { describeAnswers } from './answer-texts.ts';
import { propertyTexts, registry } from './registry.ts';
import { describeRequests } from './request-texts.ts';

describeRequests();
describeAnswers();

/** The parts of a JSON Schema that this module reads. */
export interface JsonSchema {
  [keyword: string]: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
}

/** Every schema as JSON Schema 2020-12, by its name in the document. */
export function jsonSchemas(): Record<string, JsonSchema> {
  const converted = z.toJSONSchema(registry, {
    metadata: registry,
    io: 'input',
    uri: reference,
    override: ({ zodSchema, jsonSchema }) => adapt(zodSchema, jsonSchema),
  });
  return Object.fromEntries(
    Object.entries(converted.schemas).map(([name, { $schema, $id, ...rest }]) => {
      const schema = plain(rest);
      for (const [property, description] of Object.entries(propertyTexts.get(name) ?? {})) {
        schema.properties = { ...schema.properties, [property]: { ...schema.properties?.[property], description } };
      }
      return [name, schema];
    }),
  );
}

export function nameOf(schema: z.ZodMiniType): string {
  const name = registry.get(schema)?.id;
  if (name === undefined) throw new Error('A schema that the document refers to has no name.');
  return name;
}

export const reference = (name: string): string => `#/components/schemas/${name}`;

/** Removes zod's own fields, and words that stand for a value. */
const plain = (schema: object): JsonSchema =>
  JSON.parse(JSON.stringify(schema), (_, value) => (value?.anyOf === undefined ? value : withoutWords(value)));

/**
 * Removes a word that stands for a value, such as `unlimited` for a number. Only the description has it: client
 * generators would make a class for each such property.
 */
function withoutWords({ anyOf = [], ...rest }: JsonSchema & { anyOf?: JsonSchema[] }): JsonSchema {
  const types = anyOf.filter(({ const: word }) => typeof word !== 'string');
  if (types.length === anyOf.length) return { ...rest, anyOf };
  const [type = {}, ...others] = types;
  return { ...rest, ...type, ...(others.length === 0 ? {} : { type: [type.type, 'null'] }) };
}

/**
 * The pattern of a printable text for callers. It works in every engine of regular expressions, with or without
 * JavaScript's flag `u`. It accepts everything that the service accepts; the service is slightly stricter.
 */
const TEXT_PATTERN = (() => {
  const hidden = '\\u0000-\\u001f\\u007f-\\u009f\\u2028-\\u202e\\u2066-\\u2069\\ufeff';
  return `^[^${hidden}]*[^\\s${hidden}][^${hidden}]*$`;
})();

function adapt(schema: z.core.$ZodTypes, json: z.core.JSONSchema.BaseSchema): void {
  // "Any safe integer" says nothing to a reader.
  if (json.minimum === Number.MIN_SAFE_INTEGER) delete json.minimum;
  if (json.maximum === Number.MAX_SAFE_INTEGER) delete json.maximum;
  // The format says the same; zod's expression has 300 characters.
  if (json.format === 'date-time') delete json.pattern;
  if (schema === Text) json.pattern = TEXT_PATTERN;
  // For {"type": "null"} or a number as a const, openapi-generator 7.25 crashes or makes code that does not compile.
  if (json.type === 'null') Object.assign(json, { type: ['string', 'null'], const: null });
  if (typeof json.const === 'number') {
    Object.assign(json, { type: 'integer', minimum: json.const, maximum: json.const });
    delete json.const;
  }
  if (schema._zod.def.type === 'default') json.default = schema._zod.def.defaultValue;
}
