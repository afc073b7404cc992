/** The developer did something wrong, or at the wrong time. The message says what. */
export class StreamgateError extends Error {
  override readonly name: string = 'StreamgateError';
}

const ID = /^[A-Za-z0-9._:@|+-]+$/;

/** @throws StreamgateError unless it is an id as the service takes them */
export function checkId(what: string, id: unknown, length = 64): void {
  if (typeof id === 'string' && ID.test(id) && id.length <= length) return;
  throw new StreamgateError(
    `${what} must be 1 to ${length} of A-Z a-z 0-9 . _ : @ | + - ; it is ${JSON.stringify(id)}.`,
  );
}
