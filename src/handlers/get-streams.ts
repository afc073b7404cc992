import { ACCESS } from '../api/access.ts';
import { query } from '../api/endpoint.ts';
import { UserById } from '../api/schemas.ts';
import { isRefusal } from '../domain/refusals.ts';
import { getStreams } from '../domain/streams.ts';

/** GET /getstreams: what a user watches now, and on which players. */
export const handler = query(ACCESS.getStreams, UserById, async ({ id }, deps) => {
  const result = await getStreams(deps, id);
  return isRefusal(result) ? result : { body: result };
});
