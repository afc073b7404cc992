import { ACCESS } from '../api/access.ts';
import { query } from '../api/endpoint.ts';
import { UserById } from '../api/schemas.ts';
import { isRefusal } from '../domain/refusals.ts';
import { getUser } from '../domain/users.ts';

/** GET /getuser: a user in the inherited shape. */
export const handler = query(ACCESS.getUser, UserById, async ({ id }, deps) => {
  const result = await getUser(deps, id);
  return isRefusal(result) ? result : { body: result };
});
