import { onLambda } from '../composition-root.ts';
import { updateUser as update } from '../domain/change.ts';
import { isRefusal } from '../domain/refusals.ts';
import { openDocumentTable } from '../dynamodb/document-table.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { UpdateUser } from '../http/schemas.ts';
import { userView } from '../http/views.ts';

/** POST /updateuser: changes name, plan or limit. Running streams continue. */
export const updateUser = command(ACCESS.updateUser, UpdateUser, async (input, { deps }) => {
  const { id, Name: name, Subscription: subscription, limit } = input;
  const user = await update(deps, { id, name, subscription, limit });
  if (isRefusal(user)) return user;
  return { body: userView(user, deps.now()), decision: { code: 'user-updated', user: id, subscription, limit } };
});

export const handler = onLambda(updateUser, openDocumentTable);
