import { ACCESS } from '../api/access.ts';
import { command } from '../api/endpoint.ts';
import { UserById } from '../api/schemas.ts';
import { removeUser } from '../domain/users.ts';

/** POST /removeuser: removes a user and all their leases. */
export const handler = command(ACCESS.removeUser, UserById, async ({ id }, deps) => {
  const { existed } = await removeUser(deps, id);
  return { body: { id }, decision: existed ? { code: 'user-removed', user: id } : undefined };
});
