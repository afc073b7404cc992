import { isRefusal, type Refusal } from '../domain/refusals.ts';
import type { Decision } from '../log/decisions.ts';
import type { HttpAnswer } from './app.ts';
import { type Problem, problemBody, refusalProblem } from './problems.ts';

/** The reply of an endpoint that does not refuse. */
export interface Reply {
  readonly status?: number;
  readonly body: object;
  /** For log and metrics; undefined if nothing changed. */
  readonly decision?: Decision | undefined;
}

/** The HTTP answer for an endpoint's result. */
export const answer = (result: Reply | Refusal, requestId: string, rawQueryString: string): HttpAnswer =>
  isRefusal(result)
    ? problemAnswer(refusalProblem(result, rawQueryString), requestId)
    : response(result.status ?? 200, 'application/json', result.body, requestId);

export function problemAnswer(problem: Problem, requestId: string): HttpAnswer {
  const { status, retryAfter, challenge } = problem;
  const headers = {
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
  };
  return response(status, 'application/problem+json', problemBody(problem, requestId), requestId, headers);
}

const response = (status: number, type: string, body: object, requestId: string, headers = {}): HttpAnswer => ({
  statusCode: status,
  headers: {
    'content-type': type,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...headers,
  },
  body: JSON.stringify(body),
});
