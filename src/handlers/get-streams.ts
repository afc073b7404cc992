import { onLambda } from '../composition-root.ts';
import { getUser } from '../domain/accounts.ts';
import { isRefusal } from '../domain/refusals.ts';
import { openDocumentTable } from '../dynamodb/document-table.ts';
import { ACCESS } from '../http/access.ts';
import { query } from '../http/endpoint.ts';
import { UserById } from '../http/schemas.ts';
import { streamsView } from '../http/views.ts';

/** GET /getstreams: the live streams of a user, with their sessions and devices. */
export const getStreams = query(ACCESS.getStreams, UserById, async ({ id }, { deps }) => {
  const user = await getUser(deps, id);
  return isRefusal(user) ? user : { body: streamsView(user, deps.rules, deps.now()) };
});

export const handler = onLambda(getStreams, openDocumentTable);
