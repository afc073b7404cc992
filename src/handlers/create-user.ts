import { isRefusal } from '../domain/refusals.ts';
import { createUser } from '../domain/users.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { CreateUser } from '../http/schemas.ts';

/** POST /createuser: a new user, who watches nothing. */
export const handler = command(ACCESS.createUser, CreateUser, async ({ id, Name, Subscription }, deps) => {
  const result = await createUser(deps, { id, name: Name, subscription: Subscription });
  if (isRefusal(result)) return result;
  return { status: 201, body: result, decision: { code: 'user-created', user: result.id } };
});
