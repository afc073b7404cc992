import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type * as z from 'zod/mini';
import type { Deps } from '../domain/deps.ts';
import { type Failure, isFailure, Unavailable } from '../domain/failures.ts';
import { type Access, authorize } from './authorization.ts';
import { type Decision, recordDecision, recordFailure, recordRefusedAccess } from './decisions.ts';
import { validate } from './faults.ts';
import { parseBody, parseQuery } from './input.ts';
import { errorProblem, failureProblem, type Problem, problemBody } from './problems.ts';
import { auth, deps } from './runtime.ts';

/** What a handler answers when nothing was refused. */
export interface Reply {
  readonly status?: number;
  readonly body: object;
  /** Recorded in log and metrics; missing when nothing changed. */
  readonly decision?: Decision | undefined;
}

type Run<Schema extends z.ZodMiniType> = (input: z.output<Schema>, deps: Deps) => Promise<Reply | Failure>;

/** An endpoint that takes a JSON body. */
export const command = <Schema extends z.ZodMiniType>(
  access: Access<z.output<Schema>>,
  schema: Schema,
  run: Run<Schema>,
) => endpoint(access, (event) => validate(schema, parseBody(event)), run, answerInTime);

/** An endpoint that takes a query string. */
export const query = <Schema extends z.ZodMiniType>(
  access: Access<z.output<Schema>>,
  schema: Schema,
  run: Run<Schema>,
) => endpoint(access, (event) => validate(schema, parseQuery(event)), run, abortInTime);

/** Kept of the function's time, to answer in when the table did not. */
const ANSWER_MS = 500;

type InTime = <Result>(ms: number, run: (deps: Deps) => Promise<Result>) => Promise<Result>;

/**
 * Answers in time; what is under way then ends by the client's own time-outs, and a write that still comes through is as one
 * whose answer was lost. For commands, which are a write or a few: to be abortable would cost each of them a tenth.
 */
const answerInTime: InTime = (ms, run) =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Unavailable('The table did not answer in time.')), ms);
    run(deps)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });

/** Ends what is under way as well. For queries, as a listing may be many reads. */
const abortInTime: InTime = (ms, run) =>
  run({ ...deps, table: { ...deps.table, abortSignal: AbortSignal.timeout(ms) } });

function endpoint<Input>(
  access: Access<Input>,
  parse: (event: APIGatewayProxyEventV2) => Input,
  run: (input: Input, deps: Deps) => Promise<Reply | Failure>,
  inTime: InTime,
) {
  return middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>()
    .use({
      onError: (request) => {
        const problem = errorProblem(request.error);
        if (problem.status >= 500) recordFailure(problem.code, request.error, request.context.awsRequestId);
        if (problem.challenge) recordRefusedAccess(problem.code, request.error, request.context.awsRequestId);
        request.response = problemResponse(problem, request.context.awsRequestId);
      },
    })
    .handler(async (event, context) => {
      const authorizeInput = authorize(auth, access, event.requestContext, deps.now());
      const input = parse(event);
      authorizeInput(input);
      const result = await inTime(context.getRemainingTimeInMillis() - ANSWER_MS, (within) => run(input, within));
      if (isFailure(result)) {
        recordRefusal(result, context.awsRequestId);
        return problemResponse(failureProblem(result), context.awsRequestId);
      }
      if (result.decision) recordDecision(result.decision, context.awsRequestId);
      return response(result.status ?? 200, 'application/json', result.body, context.awsRequestId);
    });
}

function recordRefusal(failure: Failure, requestId: string): void {
  if (failure.failure === 'stream-limit-reached') {
    const { id, session, stream, limit, activeStreams } = failure;
    recordDecision({ code: 'stream-denied', user: id, session, stream, limit, activeStreams }, requestId);
  }
  if (failure.failure === 'contended') recordFailure('contended', undefined, requestId);
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
