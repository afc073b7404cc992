/** The developer did something wrong, or at the wrong time. The message says what. */
export class StreamgateError extends Error {}
StreamgateError.prototype.name = 'StreamgateError';

/** @throws StreamgateError unless it holds */
export function must(holds: boolean, message: string): void {
  if (!holds) throw new StreamgateError(message);
}

export const isId = (id: unknown, length = 64): boolean =>
  typeof id === 'string' && new RegExp(`^[\\w.:@|+-]{1,${length}}$`).test(id);

/** @throws StreamgateError unless it is an id as the service takes them */
export function checkId(what: string, id: unknown, length = 64): void {
  must(isId(id, length), `${what} must be 1 to ${length} of A-Z a-z 0-9 . _ : @ | + -, not "${id}".`);
}
