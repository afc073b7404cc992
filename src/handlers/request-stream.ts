import { onLambda } from '../composition-root.ts';
import { LIMIT_RULE } from '../domain/policies.ts';
import { isRefusal } from '../domain/refusals.ts';
import { requestStream as start } from '../domain/start.ts';
import type { LeaseTable } from '../domain/table.ts';
import { openLeaseTable } from '../dynamodb/plain-table.ts';
import { ACCESS } from '../http/access.ts';
import type { App } from '../http/app.ts';
import { command } from '../http/endpoint.ts';
import { claimedLimit } from '../http/limit-claim.ts';
import { RequestStream } from '../http/schemas.ts';
import { claimedSubscription } from '../http/subscription-claim.ts';
import { tagsOf } from '../http/tags-claim.ts';
import { leaseView } from '../http/views.ts';
import { recordOverAdmission, recordWouldDeny } from '../log/decisions.ts';

/** POST /requeststream: may this user start another stream? */
export const requestStream = command(
  ACCESS.requestStream,
  RequestStream,
  async (input, app: App<LeaseTable>, caller) => {
    const claims = { subscription: claimedSubscription(caller, app), tokenLimit: claimedLimit(caller, app) };
    const started = await start(app.deps, { ...input, ...claims, tags: tagsOf(input.tags, caller, app) });
    if (isRefusal(started)) return started;
    const { outcome, reclaimed, replaced, wouldDeny } = started;
    const body = leaseView(started, app.deps);
    const isOver = outcome !== 'renewed' && body.activeStreams > body.limit;
    if (isOver && !wouldDeny.includes(LIMIT_RULE)) recordOverAdmission(app.log, body);
    const who = { user: body.id, session: body.session, stream: body.stream };
    recordWouldDeny(app.log, who, wouldDeny);
    switch (outcome) {
      case 'admitted':
        return { body, decision: { code: 'stream-admitted', ...who } };
      case 'reclaimed':
        return { body, decision: { code: 'stream-reclaimed', ...who, reclaimed } };
      case 'replaced':
        return { body: { ...body, replaced }, decision: { code: 'stream-replaced', ...who, replaced, reclaimed } };
      case 'enrolled':
        return { body, decision: { code: 'user-enrolled', ...who } };
      case 'renewed':
        return replaced.length === 0
          ? { body }
          : { body: { ...body, replaced }, decision: { code: 'stream-replaced', ...who, replaced, reclaimed } };
    }
  },
);

export const handler = onLambda(requestStream, openLeaseTable);
