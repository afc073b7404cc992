import type middy from '@middy/core';
import type { Access } from '../access.ts';
import type { App } from '../app.ts';
import { authorize } from '../authorization.ts';
import type { Call } from '../call.ts';

/** Refuses a caller who may not act on the user in the input. Runs after `caller` and `input`. */
export const authorization = <Input>(
  { auth }: App<unknown>,
  access: Access<Input>,
): middy.MiddlewareObj<Call<Input>> => ({
  before: ({ event }) => {
    if (event.caller !== undefined && event.input !== undefined) authorize(auth, access, event.caller, event.input);
  },
});
