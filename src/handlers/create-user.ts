import { onLambda } from '../composition-root.ts';
import { createUser as create } from '../domain/creation.ts';
import { isRefusal } from '../domain/refusals.ts';
import { openDocumentTable } from '../dynamodb/document-table.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { CreateUser } from '../http/schemas.ts';
import { userView } from '../http/views.ts';

/** POST /createuser: creates a user without streams. */
export const createUser = command(ACCESS.createUser, CreateUser, async (input, { deps }) => {
  const user = await create(deps, {
    id: input.id,
    name: input.Name,
    subscription: input.Subscription,
    limit: input.limit,
  });
  if (isRefusal(user)) return user;
  return { status: 201, body: userView(user, user.createdAt), decision: { code: 'user-created', user: user.id } };
});

export const handler = onLambda(createUser, openDocumentTable);
