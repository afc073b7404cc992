import * as z from 'zod/mini';

/**
 * The names and descriptions of the schemas in the document. They are not in the schemas' own files, so that no
 * function's bundle has them. For an object without a name here, each client generator would invent one.
 */
export const registry = z.registry<{ id?: string; description: string; examples?: unknown[] }>();

/** What each property means, by the schema's name. Other properties use their own schema's description. */
export const propertyTexts = new Map<string, object>();

/** Names a schema, and describes it with its properties. */
export function describe<Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape>,
  meta: { id: string; description: string; examples?: unknown[] },
  ofProperties: { [Name in keyof Shape & string]?: string },
): void {
  registry.add(schema, meta);
  propertyTexts.set(meta.id, ofProperties);
}
