import { byId } from '../api/authorization.ts';
import { command } from '../api/endpoint.ts';
import { RenewStream } from '../api/schemas.ts';
import { isFailure } from '../domain/failures.ts';
import { renewStream } from '../domain/streams.ts';

/** POST /renewstream: the heartbeat of a player. */
export const handler = command({ scopes: ['streams:write'], user: byId }, RenewStream, async (input, deps) => {
  const result = await renewStream(deps, input);
  return isFailure(result) ? result : { body: result.lease };
});
