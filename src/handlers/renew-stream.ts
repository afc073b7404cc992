import { onLambda } from '../composition-root.ts';
import { isRefusal } from '../domain/refusals.ts';
import { renewStream as renew } from '../domain/renewal.ts';
import { openPlainTable } from '../dynamodb/plain-table.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { RenewStream } from '../http/schemas.ts';
import { leaseView } from '../http/views.ts';

/** POST /renewstream: the heartbeat of a player. */
export const renewStream = command(ACCESS.renewStream, RenewStream, async (input, { deps }) => {
  const granted = await renew(deps, input);
  return isRefusal(granted) ? granted : { body: leaseView(granted, deps) };
});

export const handler = onLambda(renewStream, openPlainTable);
