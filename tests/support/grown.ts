/** A value as a later release may answer it: every object in it has a field more. */
export function grown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(grown);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]): [string, unknown] => [name, grown(field)]);
  return { ...Object.fromEntries(fields), addedLater: { since: '3.0.0' } };
}
