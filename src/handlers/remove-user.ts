import { ACCESS } from '../api/access.ts';
import { command } from '../api/endpoint.ts';
import { UserById } from '../api/schemas.ts';
import { isRefusal } from '../domain/refusals.ts';
import { removeUser } from '../domain/users.ts';

/** POST /removeuser: removes a user and all their leases. */
export const handler = command(ACCESS.removeUser, UserById, async ({ id }, deps) => {
  const result = await removeUser(deps, id);
  if (isRefusal(result)) return result;
  return { body: { id }, decision: result.existed ? { code: 'user-removed', user: id } : undefined };
});
