import { isRefusal } from '../domain/refusals.ts';
import { revokeStreams } from '../domain/revoking.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { RevokeStreams } from '../http/schemas.ts';

/** POST /revokestreams: ends all streams of a user from the back office, and keeps them out for a while. */
export const handler = command(ACCESS.revokeStreams, RevokeStreams, async (input, deps) => {
  const result = await revokeStreams(deps, input);
  if (isRefusal(result)) return result;
  const { id: user, revoked, blockedUntil } = result;
  return { body: result, decision: { code: 'user-revoked', user, revoked, blockedUntil } };
});
