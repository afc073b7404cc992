import { isRefusal } from '../domain/refusals.ts';
import { requestStream } from '../domain/streams.ts';
import { ACCESS } from '../http/access.ts';
import { command } from '../http/endpoint.ts';
import { RequestStream } from '../http/schemas.ts';
import { claimedSubscription } from '../http/subscription-claim.ts';
import { recordOverAdmission } from '../log/decisions.ts';

/** POST /requeststream: may this user start another stream? */
export const handler = command(ACCESS.requestStream, RequestStream, async (input, deps, caller) => {
  const result = await requestStream(deps, { ...input, subscription: claimedSubscription(caller) });
  if (isRefusal(result)) return result;
  const { outcome, lease, reclaimed, replaced } = result;
  if (outcome !== 'renewed' && lease.activeStreams > lease.limit) recordOverAdmission(lease);
  const who = { user: lease.id, session: lease.session, stream: lease.stream };
  switch (outcome) {
    case 'admitted':
      return { body: lease, decision: { code: 'stream-admitted', ...who } };
    case 'reclaimed':
      return { body: lease, decision: { code: 'stream-reclaimed', ...who, reclaimed } };
    case 'replaced':
      return { body: { ...lease, replaced }, decision: { code: 'stream-replaced', ...who, replaced, reclaimed } };
    case 'enrolled':
      return { body: lease, decision: { code: 'user-enrolled', ...who } };
    case 'renewed':
      return { body: lease };
  }
});
