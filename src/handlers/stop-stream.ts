import { ACCESS } from '../api/access.ts';
import { command } from '../api/endpoint.ts';
import { StopStream } from '../api/schemas.ts';
import { isRefusal } from '../domain/refusals.ts';
import { stopStream } from '../domain/streams.ts';

/** POST /stopstream: gives a slot back. */
export const handler = command(ACCESS.stopStream, StopStream, async (input, deps) => {
  const result = await stopStream(deps, input);
  if (isRefusal(result)) return result;
  return {
    body: result.view,
    decision: result.stopped ? { code: 'stream-stopped', user: input.id, session: input.session } : undefined,
  };
});
