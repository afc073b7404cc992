import { onLambda } from '../composition-root.ts';
import { isRefusal } from '../domain/refusals.ts';
import { stopStream as stop } from '../domain/stop.ts';
import type { LeaseTable } from '../domain/table.ts';
import { openLeaseTable } from '../dynamodb/plain-table.ts';
import { ACCESS } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { command } from '../http/endpoint.ts';
import { StopStream } from '../http/schemas.ts';
import { stoppedView } from '../http/views.ts';

/** POST /stopstream: ends a session's lease. */
export const stopStream = command(ACCESS.stopStream, StopStream, async (input, { deps }: App<LeaseTable>) => {
  const { id: user, session } = input;
  const result = await stop(deps, input);
  if (isRefusal(result)) return result;
  const decision = result.stopped ? { code: 'stream-stopped' as const, user, session } : undefined;
  return { body: stoppedView(result, session), decision };
});

export const handler = onLambda(stopStream, openLeaseTable);
