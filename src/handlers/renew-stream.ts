import { onLambda } from '../composition-root.ts';
import { isRefusal } from '../domain/refusals.ts';
import { renewStream as renew } from '../domain/renewal.ts';
import type { LeaseTable } from '../domain/table.ts';
import { openLeaseTable } from '../dynamodb/plain-table.ts';
import { ACCESS } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { command } from '../http/endpoint.ts';
import { RenewStream } from '../http/schemas.ts';
import { leaseView } from '../http/views.ts';

/** POST /renewstream: the heartbeat of a player. */
export const renewStream = command(ACCESS.renewStream, RenewStream, async (input, { deps }: App<LeaseTable>) => {
  const granted = await renew(deps, input);
  return isRefusal(granted) ? granted : { body: leaseView(granted, deps) };
});

export const handler = onLambda(renewStream, openLeaseTable);
