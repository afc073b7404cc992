import type middy from '@middy/core';
import { problemAnswer } from '../answer.ts';
import type { HttpAnswer } from '../app.ts';
import type { Call } from '../call.ts';
import { errorProblem } from '../problems.ts';

/** Turns what a middleware or the endpoint throws into a problem (RFC 9457). */
export const problems = (): middy.MiddlewareObj<Call<unknown>, HttpAnswer> => ({
  onError: (request) => {
    request.response = problemAnswer(errorProblem(request.error), request.context.awsRequestId);
  },
});
