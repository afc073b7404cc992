import { query } from '../api/endpoint.ts';
import { ListUsers } from '../api/schemas.ts';
import { isFailure } from '../domain/failures.ts';
import { listUsers } from '../domain/listing.ts';

/** GET /getallusers: users, a page at a time. */
export const handler = query(
  { scopes: ['users:read'], user: 'all' },
  ListUsers,
  async ({ online, ...listing }, deps) => {
    const result = await listUsers(deps, { ...listing, online: online === undefined ? undefined : online === 'true' });
    return isFailure(result) ? result : { body: result };
  },
);
