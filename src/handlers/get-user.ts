import { isRefusal } from '../domain/refusals.ts';
import { getUser } from '../domain/users.ts';
import { ACCESS } from '../http/access.ts';
import { query } from '../http/endpoint.ts';
import { UserById } from '../http/schemas.ts';

/** GET /getuser: a user in the inherited shape. */
export const handler = query(ACCESS.getUser, UserById, async ({ id }, deps) => {
  const result = await getUser(deps, id);
  return isRefusal(result) ? result : { body: result };
});
