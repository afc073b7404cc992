import { isRefusal } from '../domain/refusals.ts';
import { renewStream } from '../domain/streams.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { RenewStream } from '../http/schemas.ts';

/** POST /renewstream: the heartbeat of a player. */
export const handler = command(ACCESS.renewStream, RenewStream, async (input, deps) => {
  const result = await renewStream(deps, input);
  return isRefusal(result) ? result : { body: result.lease };
});
