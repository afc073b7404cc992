import type middy from '@middy/core';
import { problemAnswer } from '../answer.ts';
import type { HttpAnswer } from '../app.ts';
import type { Call } from '../call.ts';
import { errorProblem } from '../problems.ts';

/** Answers with a problem (RFC 9457) what a middleware or the endpoint has thrown. */
export const problems = (): middy.MiddlewareObj<Call<unknown>, HttpAnswer> => ({
  onError: (request) => {
    request.response = problemAnswer(errorProblem(request.error), request.context.awsRequestId);
  },
});
