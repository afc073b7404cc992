import middy from '@middy/core';
import type { SNSEvent } from 'aws-lambda';
import { MIDDY_OPTIONS } from '../http/middy-options.ts';
import { openRespond } from '../respond/open.ts';
import type { Outcome } from '../respond/outcome.ts';
import { respond } from '../respond/respond.ts';

let deps: ReturnType<typeof openRespond> | undefined;

/** Called by the topic of responses when an alarm with a response changes its state. */
export const handler = middy<SNSEvent, Outcome[]>(MIDDY_OPTIONS).handler(async (event) => {
  deps ??= openRespond();
  return respond(deps, event);
});
