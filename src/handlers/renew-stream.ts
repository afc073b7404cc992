import { onLambda } from '../composition-root.ts';
import { isRefusal } from '../domain/refusals.ts';
import { renewStream as renew } from '../domain/renewal.ts';
import type { LeaseTable } from '../domain/table.ts';
import { openLeaseTable } from '../dynamodb/plain-table.ts';
import { ACCESS } from '../http/access.ts';
import type { App, Endpoint } from '../http/app.ts';
import { command } from '../http/endpoint.ts';
import { preparePasses } from '../http/passes.ts';
import { RenewStream } from '../http/schemas.ts';
import { tagsOf } from '../http/tags-claim.ts';
import { leaseView } from '../http/views.ts';
import { recordWouldDeny } from '../log/decisions.ts';

/** POST /renewstream: renews a lease, perhaps with another stream or tags. */
export const renewStream = (app: App<LeaseTable>): Endpoint => {
  const ready = preparePasses(app);
  return command(ACCESS.renewStream, RenewStream, async (input, app: App<LeaseTable>, caller) => {
    // A renewal without tags keeps those of the lease, to which the start added the token's.
    const tags = input.tags && tagsOf(input.tags, caller, app);
    const passOf = await ready(input.stream);
    const granted = await renew(app.deps, { ...input, tags });
    if (isRefusal(granted)) return granted;
    const body = leaseView(granted, app.deps);
    const who = { user: body.id, session: body.session, stream: body.stream };
    recordWouldDeny(app.log, who, granted.change?.wouldDeny ?? []);
    return { body: { ...body, ...passOf(granted) } };
  })(app);
};

export const handler = onLambda(renewStream, openLeaseTable);
