import { byId } from '../api/authorization.ts';
import { query } from '../api/endpoint.ts';
import { UserById } from '../api/schemas.ts';
import { isFailure } from '../domain/failures.ts';
import { getUser } from '../domain/users.ts';

/** GET /getuser: a user in the inherited shape. */
export const handler = query({ scopes: ['users:read'], user: byId }, UserById, async ({ id }, deps) => {
  const result = await getUser(deps, id);
  return isFailure(result) ? result : { body: result };
});
