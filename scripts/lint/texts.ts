/** The texts for people in an OpenAPI document, each with its place. */
export function textsOf(node: unknown, place: string): { readonly path: string; readonly text: string }[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'string' && (key === 'description' || key === 'summary')
      ? [{ path: `${place}/${key}`, text: value }]
      : textsOf(value, `${place}/${key.replaceAll('/', '~1')}`),
  );
}
