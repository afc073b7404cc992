import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type * as z from 'zod/mini';
import type { Refusal } from '../domain/refusals.ts';
import type { Table } from '../domain/table.ts';
import type { Access } from './access.ts';
import { answer, type Reply } from './answer.ts';
import type { App, Endpoint, HttpAnswer, HttpEvent } from './app.ts';
import type { Caller } from './authorization.ts';
import type { Call } from './call.ts';
import { validate } from './field-errors.ts';
import { parseBody, parseQuery } from './input.ts';
import { authorization } from './middlewares/authorization.ts';
import { caller } from './middlewares/caller.ts';
import { input } from './middlewares/input.ts';
import { log } from './middlewares/log.ts';
import { problems } from './middlewares/problems.ts';
import { MIDDY_OPTIONS } from './middy-options.ts';

type Run<Input, T> = (input: Input, app: App<T>, caller: Caller) => Promise<Reply | Refusal>;

/**
 * An endpoint with a JSON body. Its calls of the table end by the client's time-outs
 * (docs/decisions/0004-faults-and-time.md). An abort signal would make each call a tenth slower.
 */
export const command =
  <Schema extends z.ZodMiniType, T = Table>(
    access: Access<z.output<Schema>>,
    schema: Schema,
    run: Run<z.output<Schema>, T>,
  ) =>
  (app: App<T>): Endpoint =>
    endpoint(app, access, (event) => validate(schema, parseBody(event)), run);

/**
 * An endpoint with a query string. A listing may need many reads, so an abort signal ends them before the function's
 * time is up.
 */
export const query =
  <Schema extends z.ZodMiniType>(access: Access<z.output<Schema>>, schema: Schema, run: Run<z.output<Schema>, Table>) =>
  (app: App): Endpoint =>
    endpoint(
      app,
      access,
      (event) => validate(schema, parseQuery(event)),
      (input, { deps, ...rest }, caller, context) => {
        const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - ANSWER_MS));
        return run(input, { ...rest, deps: { ...deps, signal } }, caller);
      },
    );

/** The time that is left to answer after the reads were aborted. */
const ANSWER_MS = 500;

function endpoint<Input, T>(
  app: App<T>,
  access: Access<Input>,
  parse: (event: HttpEvent) => Input,
  run: (input: Input, app: App<T>, caller: Caller, context: Context) => Promise<Reply | Refusal>,
): Endpoint {
  return middy<Call<Input>, HttpAnswer>(MIDDY_OPTIONS)
    .use(problems())
    .use(log(app))
    .use(caller(app, access))
    .use(input(parse))
    .use(authorization(app, access))
    .handler(async (call, context) => {
      if (call.input === undefined || call.caller === undefined) throw new Error('A middleware is missing.');
      call.result = await run(call.input, app, call.caller, context);
      return answer(call.result, context.awsRequestId, call.rawQueryString);
    });
}
