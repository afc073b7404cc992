import { onLambda } from '../composition-root.ts';
import { getUser as get } from '../domain/accounts.ts';
import { isRefusal } from '../domain/refusals.ts';
import { openDocumentTable } from '../dynamodb/document-table.ts';
import { ACCESS } from '../http/access.ts';
import { query } from '../http/endpoint.ts';
import { UserById } from '../http/schemas.ts';
import { userView } from '../http/views.ts';

/** GET /getuser: a user in the inherited shape. */
export const getUser = query(ACCESS.getUser, UserById, async ({ id }, { deps }) => {
  const user = await get(deps, id);
  return isRefusal(user) ? user : { body: userView(user, deps.now()) };
});

export const handler = onLambda(getUser, openDocumentTable);
