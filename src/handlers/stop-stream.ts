import { isRefusal } from '../domain/refusals.ts';
import { stopStream } from '../domain/streams.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { StopStream } from '../http/schemas.ts';

/** POST /stopstream: gives a slot back. */
export const handler = command(ACCESS.stopStream, StopStream, async (input, deps) => {
  const result = await stopStream(deps, input);
  if (isRefusal(result)) return result;
  return {
    body: result.view,
    decision: result.stopped ? { code: 'stream-stopped', user: input.id, session: input.session } : undefined,
  };
});
