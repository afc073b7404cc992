import { isRefusal } from '../domain/refusals.ts';
import { getStreams } from '../domain/streams.ts';
import { ACCESS } from '../http/access.ts';
import { query } from '../http/endpoint.ts';
import { UserById } from '../http/schemas.ts';

/** GET /getstreams: what a user watches now, and on which players. */
export const handler = query(ACCESS.getStreams, UserById, async ({ id }, deps) => {
  const result = await getStreams(deps, id);
  return isRefusal(result) ? result : { body: result };
});
