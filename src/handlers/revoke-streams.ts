import { onLambda } from '../composition-root.ts';
import { isRefusal } from '../domain/refusals.ts';
import { revokeStreams as revoke } from '../domain/revoke.ts';
import { openDocumentTable } from '../dynamodb/document-table.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { RevokeStreams } from '../http/schemas.ts';
import { iso } from '../http/views.ts';

/** POST /revokestreams: ends all streams of a user, and can block the user for a while. */
export const revokeStreams = command(ACCESS.revokeStreams, RevokeStreams, async (input, { deps }) => {
  const result = await revoke(deps, input);
  if (isRefusal(result)) return result;
  const { id, revoked } = result;
  const blockedUntil = result.blockedUntil === undefined ? undefined : iso(result.blockedUntil);
  return { body: { id, revoked, blockedUntil }, decision: { code: 'user-revoked', user: id, revoked, blockedUntil } };
});

export const handler = onLambda(revokeStreams, openDocumentTable);
