import { onLambda } from '../composition-root.ts';
import { LIMIT_RULE } from '../domain/policies.ts';
import { isRefusal } from '../domain/refusals.ts';
import { requestStream as start } from '../domain/start.ts';
import type { LeaseTable } from '../domain/table.ts';
import { openLeaseTable } from '../dynamodb/plain-table.ts';
import { ACCESS } from '../http/access.ts';
import type { App, Endpoint } from '../http/app.ts';
import { command } from '../http/endpoint.ts';
import { claimedLimit } from '../http/limit-claim.ts';
import { preparePasses } from '../http/passes.ts';
import { RequestStream } from '../http/schemas.ts';
import { claimedSubscription } from '../http/subscription-claim.ts';
import { tagsOf } from '../http/tags-claim.ts';
import { leaseView } from '../http/views.ts';
import { recordOverAdmission, recordWouldDeny } from '../log/decisions.ts';

/** POST /requeststream: may this user start another stream? */
export const requestStream = (app: App<LeaseTable>): Endpoint => {
  const ready = preparePasses(app);
  return command(ACCESS.requestStream, RequestStream, async (input, app: App<LeaseTable>, caller) => {
    const claims = { subscription: claimedSubscription(caller, app), tokenLimit: claimedLimit(caller, app) };
    const tags = tagsOf(input.tags, caller, app);
    const passOf = await ready(input.stream);
    const started = await start(app.deps, { ...input, ...claims, tags });
    if (isRefusal(started)) return started;
    const { outcome, reclaimed, replaced, wouldDeny } = started;
    const lease = leaseView(started, app.deps);
    const isOver = outcome !== 'renewed' && lease.activeStreams > lease.limit;
    if (isOver && !wouldDeny.includes(LIMIT_RULE)) recordOverAdmission(app.log, lease);
    const who = { user: lease.id, session: lease.session, stream: lease.stream };
    recordWouldDeny(app.log, who, wouldDeny);
    const body = { ...lease, ...(replaced.length === 0 ? {} : { replaced }), ...passOf(started) };
    switch (outcome) {
      case 'admitted':
        return { body, decision: { code: 'stream-admitted', ...who } };
      case 'reclaimed':
        return { body, decision: { code: 'stream-reclaimed', ...who, reclaimed } };
      case 'replaced':
        return { body, decision: { code: 'stream-replaced', ...who, replaced, reclaimed } };
      case 'enrolled':
        return { body, decision: { code: 'user-enrolled', ...who } };
      case 'renewed':
        return replaced.length === 0
          ? { body }
          : { body, decision: { code: 'stream-replaced', ...who, replaced, reclaimed } };
    }
  })(app);
};

export const handler = onLambda(requestStream, openLeaseTable);
