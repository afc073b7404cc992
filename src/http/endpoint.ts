import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import type { Deps } from '../domain/deps.ts';
import { isRefusal, type Refusal } from '../domain/refusals.ts';
import { watchClock } from '../dynamodb/clock-watch.ts';
import { type Decision, recordDecision, recordFailure, recordRefusedAccess, recordSkew } from '../log/decisions.ts';
import type { Access } from './access.ts';
import { authorize, type Caller, identify } from './authorization.ts';
import { validate } from './field-errors.ts';
import { parseBody, parseQuery } from './input.ts';
import { refuseOtherOrigins } from './origins.ts';
import { errorProblem, type Problem, problemBody, refusalProblem, Unhealthy } from './problems.ts';
import { auth, client, deps, origins } from './runtime.ts';

watchClock(client, deps.now, recordSkew);

/** What a handler answers when nothing was refused. */
export interface Reply {
  readonly status?: number;
  readonly body: object;
  /** Recorded in log and metrics; missing when nothing changed. */
  readonly decision?: Decision | undefined;
}

type Run<Schema extends z.ZodMiniType> = (
  input: z.output<Schema>,
  deps: Deps,
  caller: Caller,
) => Promise<Reply | Refusal>;

/**
 * An endpoint that takes a JSON body. Its calls of the table end by the client's own time-outs, within the function's time
 * (docs/decisions/0004-faults-and-time.md): to be abortable would cost each of them a tenth.
 */
export const command = <Schema extends z.ZodMiniType>(
  access: Access<z.output<Schema>>,
  schema: Schema,
  run: Run<Schema>,
) =>
  endpoint(
    access,
    (event) => validate(schema, parseBody(event)),
    (input, _, caller) => run(input, deps, caller),
  );

/** An endpoint that takes a query string. A listing may be many reads, so what is under way ends with the function's time. */
export const query = <Schema extends z.ZodMiniType>(
  access: Access<z.output<Schema>>,
  schema: Schema,
  run: Run<Schema>,
) =>
  endpoint(
    access,
    (event) => validate(schema, parseQuery(event)),
    (input, context, caller) => {
      const abortSignal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MS));
      return run(input, { ...deps, table: { ...deps.table, abortSignal } }, caller);
    },
  );

/** Kept of the function's time, to answer in when the table did not. */
const ANSWER_MS = 500;

function endpoint<Input>(
  access: Access<Input>,
  parse: (event: APIGatewayProxyEventV2) => Input,
  run: (input: Input, context: Context, caller: Caller) => Promise<Reply | Refusal>,
) {
  return async (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> => {
    const requestId = context.awsRequestId;
    try {
      if (auth === 'none' && !('open' in access)) refuseOtherOrigins(event, origins);
      const caller = identify(auth, access, event.requestContext, deps.now());
      const input = parse(event);
      authorize(auth, access, caller, input);
      const result = await run(input, context, caller);
      if (isRefusal(result)) {
        recordRefusal(result, requestId);
        return problemResponse(refusalProblem(result), requestId);
      }
      if (result.decision) recordDecision(result.decision, requestId);
      return response(result.status ?? 200, 'application/json', result.body, requestId);
    } catch (error) {
      const problem = errorProblem(error);
      recordError(problem, error, requestId);
      return problemResponse(problem, requestId);
    }
  };
}

function recordError({ status, code }: Problem, error: unknown, requestId: string): void {
  if (status >= 500 && !(error instanceof Unhealthy)) recordFailure(code, error, requestId);
  if (status === 401 || status === 403) recordRefusedAccess(code, error, requestId);
}

function recordRefusal(refusal: Refusal, requestId: string): void {
  const decision = decisionOf(refusal);
  if (decision) recordDecision(decision, requestId);
  if (refusal.refusal === 'contended') recordFailure('contended', undefined, requestId);
}

/** The refusals of which an operator wants to know for whom. */
function decisionOf(refusal: Refusal): Decision | undefined {
  switch (refusal.refusal) {
    case 'stream-limit-reached': {
      const { id, session, stream, limit, activeStreams } = refusal;
      return { code: 'stream-denied', user: id, session, stream, limit, activeStreams };
    }
    case 'stream-ended': {
      const { id, session, end } = refusal;
      return { code: 'stream-ended', user: id, session, reason: end.reason, by: end.by?.session };
    }
    case 'user-blocked':
      return { code: 'user-blocked', user: refusal.id, blockedUntil: refusal.blockedUntil };
    default:
      return undefined;
  }
}

function problemResponse(problem: Problem, requestId: string) {
  const { status, retryAfter, challenge } = problem;
  const headers = {
    ...(retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) }),
    ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
  };
  return response(status, 'application/problem+json', problemBody(problem, requestId), requestId, headers);
}

const response = (status: number, type: string, body: object, requestId: string, headers = {}) => ({
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
