/**
 * The size of a value in bytes, as DynamoDB counts it; for a number, at least that.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function sizeOf(value: string | number | object | undefined): number {
  if (value === undefined) return 0;
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number') return Math.ceil(String(value).length / 2) + 1;
  return Object.entries(value).reduce((sum, [name, member]) => sum + Buffer.byteLength(name) + sizeOf(member) + 1, 3);
}
