import { onLambda } from '../composition-root.ts';
import { listUsers } from '../domain/listing.ts';
import { isRefusal } from '../domain/refusals.ts';
import { openDocumentTable } from '../dynamodb/document-table.ts';
import { ACCESS } from '../http/access.ts';
import { query } from '../http/endpoint.ts';
import { ListUsers } from '../http/schemas.ts';
import { userView } from '../http/views.ts';

/** GET /getallusers: lists users, a page at a time. */
export const getAllUsers = query(ACCESS.getAllUsers, ListUsers, async ({ online, ...listing }, { deps }) => {
  const page = await listUsers(deps, { ...listing, online: online === undefined ? undefined : online === 'true' });
  if (isRefusal(page)) return page;
  const { users, now, ...rest } = page;
  return { body: { users: users.map((user) => userView(user, now)), ...rest } };
});

export const handler = onLambda(getAllUsers, openDocumentTable);
