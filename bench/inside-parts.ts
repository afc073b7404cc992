// What bench/inside.ts takes apart, bundled as the functions are.

export { parseItem } from '../src/domain/item.ts';
export { renewStream } from '../src/domain/streams.ts';
export { handler } from '../src/handlers/renew-stream.ts';
export { validate } from '../src/http/field-errors.ts';
export { parseBody } from '../src/http/input.ts';
export { deps } from '../src/http/runtime.ts';
export { RenewStream } from '../src/http/schemas/stream-requests.ts';
export { recordDecision } from '../src/log/decisions.ts';
