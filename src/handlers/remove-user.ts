import { isRefusal } from '../domain/refusals.ts';
import { removeUser } from '../domain/users.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { UserById } from '../http/schemas.ts';

/** POST /removeuser: removes a user and all their leases. */
export const handler = command(ACCESS.removeUser, UserById, async ({ id }, deps) => {
  const result = await removeUser(deps, id);
  if (isRefusal(result)) return result;
  return { body: { id }, decision: result.existed ? { code: 'user-removed', user: id } : undefined };
});
