import type middy from '@middy/core';
import { isRefusal, type Refusal } from '../../domain/refusals.ts';
import { type Decision, recordDecision, recordFailure, recordRefusedAccess } from '../../log/decisions.ts';
import type { App } from '../app.ts';
import type { Call } from '../call.ts';
import { errorProblem, Unhealthy } from '../problems.ts';
import { iso } from '../views.ts';

/** Records the decision of a request, or its failure. */
export const log = ({ log }: App<unknown>): middy.MiddlewareObj<Call<unknown>> => ({
  after: ({ event: { result }, context: { awsRequestId } }) => {
    if (result === undefined) return;
    if (isRefusal(result) && result.refusal === 'contended') recordFailure(log, 'contended', undefined, awsRequestId);
    const decision = isRefusal(result) ? decisionOf(result) : result.decision;
    if (decision !== undefined) recordDecision(log, decision, awsRequestId);
  },
  onError: ({ error, context: { awsRequestId } }) => {
    const { status, code } = errorProblem(error);
    if (status >= 500 && !(error instanceof Unhealthy)) recordFailure(log, code, error, awsRequestId);
    if (status === 401 || status === 403) recordRefusedAccess(log, code, error, awsRequestId);
  },
});

/** The refusals that are logged with the user. A new kind of refusal does not compile until this switch has it. */
function decisionOf(refusal: Refusal): Decision | undefined {
  switch (refusal.refusal) {
    case 'stream-limit-reached': {
      const { id, session, stream, limit, live, policy } = refusal;
      const who = { user: id, session, stream };
      return policy === undefined
        ? { code: 'stream-denied', ...who, limit, activeStreams: live.length }
        : { code: 'stream-denied', ...who, policy: policy.name, limit: policy.limit, activeStreams: policy.active };
    }
    case 'stream-ended': {
      const { id, session, end } = refusal;
      return { code: 'stream-ended', user: id, session, reason: end.reason, by: end.by?.session };
    }
    case 'user-blocked':
      return { code: 'user-blocked', user: refusal.id, blockedUntil: iso(refusal.blockedUntil) };
    case 'too-many-starts': {
      const { id, session, stream } = refusal;
      return { code: 'too-many-starts', user: id, session, stream };
    }
    // A caller's mistake changes nothing, so it is not logged; `contended` is recorded as a failure.
    case 'user-not-found':
    case 'user-exists':
    case 'plan-from-token':
    case 'invalid-cursor':
    case 'contended':
      return undefined;
  }
}
