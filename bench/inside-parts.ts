// What bench/inside.ts takes apart, bundled as the functions are.
export { recordDecision } from '../src/api/decisions.ts';
export { validate } from '../src/api/field-errors.ts';
export { parseBody } from '../src/api/input.ts';
export { deps } from '../src/api/runtime.ts';
export { RenewStream } from '../src/api/schemas/stream-requests.ts';
export { parseItem } from '../src/domain/item.ts';
export { renewStream } from '../src/domain/streams.ts';
export { handler } from '../src/handlers/renew-stream.ts';
