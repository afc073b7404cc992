// What bench/inside.ts takes apart, bundled as the functions are.

export { createApp } from '../src/composition-root.ts';
export { parseItem } from '../src/domain/item.ts';
export { renewStream } from '../src/domain/renewal.ts';
export { openClient } from '../src/dynamodb/open-client.ts';
export { plainTable } from '../src/dynamodb/plain-table.ts';
export { renewStream as renewEndpoint } from '../src/handlers/renew-stream.ts';
export { validate } from '../src/http/field-errors.ts';
export { parseBody } from '../src/http/input.ts';
export { RenewStream } from '../src/http/schemas/stream-requests.ts';
export { recordDecision } from '../src/log/decisions.ts';
export { Log } from '../src/log/log.ts';
export { parseSettings } from '../src/settings/settings.ts';
