import { isRefusal, type Refusal } from '../domain/refusals.ts';
import type { Decision } from '../log/decisions.ts';
import type { HttpAnswer } from './app.ts';
import { type Problem, problemBody, refusalProblem } from './problems.ts';

/** An endpoint's reply, if it refuses nothing. */
export interface Reply {
  readonly status?: number;
  readonly body: object;
  /** Recorded in log and metrics; undefined when nothing changed. */
  readonly decision?: Decision | undefined;
}

/** The answer to a request whose endpoint ran. */
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
