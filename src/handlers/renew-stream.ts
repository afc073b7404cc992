import { ACCESS } from '../api/access.ts';
import { command } from '../api/endpoint.ts';
import { RenewStream } from '../api/schemas.ts';
import { isRefusal } from '../domain/refusals.ts';
import { renewStream } from '../domain/streams.ts';

/** POST /renewstream: the heartbeat of a player. */
export const handler = command(ACCESS.renewStream, RenewStream, async (input, deps) => {
  const result = await renewStream(deps, input);
  return isRefusal(result) ? result : { body: result.lease };
});
