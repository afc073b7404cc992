import { onLambda } from '../composition-root.ts';
import { isRefusal } from '../domain/refusals.ts';
import { removeUser as remove } from '../domain/removal.ts';
import { openDocumentTable } from '../dynamodb/document-table.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { UserById } from '../http/schemas.ts';

/** POST /removeuser: removes a user and all their leases. */
export const removeUser = command(ACCESS.removeUser, UserById, async ({ id }, { deps }) => {
  const result = await remove(deps, id);
  if (isRefusal(result)) return result;
  return { body: { id }, decision: result.existed ? { code: 'user-removed', user: id } : undefined };
});

export const handler = onLambda(removeUser, openDocumentTable);
