import { listUsers } from '../domain/listing.ts';
import { isRefusal } from '../domain/refusals.ts';
import { ACCESS } from '../http/access.ts';
import { query } from '../http/endpoint.ts';
import { ListUsers } from '../http/schemas.ts';

/** GET /getallusers: users, a page at a time. */
export const handler = query(ACCESS.getAllUsers, ListUsers, async ({ online, ...listing }, deps) => {
  const result = await listUsers(deps, { ...listing, online: online === undefined ? undefined : online === 'true' });
  return isRefusal(result) ? result : { body: result };
});
