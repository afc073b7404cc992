/** The developer did something wrong, or at the wrong time. The message says what. */
export class StreamgateError extends Error {}
StreamgateError.prototype.name = 'StreamgateError';

/** @throws StreamgateError unless it holds */
export function must(holds: boolean, message: string): void {
  if (!holds) throw new StreamgateError(message);
}

/** Of a stream or a session: printable ASCII without blanks. */
export const isId = (id: unknown): boolean => typeof id === 'string' && /^[!-~]{1,128}$/.test(id);

/** Of a user: blanks are allowed, but not alone. */
export const isUser = (id: unknown): boolean => typeof id === 'string' && /^(?=.*\S)[ -~]{1,255}$/.test(id);

/** @throws StreamgateError unless it is an id as the service takes them */
export function checkId(what: string, id: unknown): void {
  must(isId(id), `${what} must be 1 to 128 printable ASCII characters without blanks, not "${id}".`);
}
