import type middy from '@middy/core';
import type { Access } from '../access.ts';
import type { App } from '../app.ts';
import { identify } from '../authorization.ts';
import type { Call } from '../call.ts';
import { refuseOtherOrigins } from '../origins.ts';

/** Identifies the caller before anything of the request is parsed. */
export const caller = <Input>(
  { auth, origins, deps }: App<unknown>,
  access: Access<Input>,
): middy.MiddlewareObj<Call<Input>> => ({
  before: ({ event }) => {
    if (auth === 'none' && !('open' in access)) refuseOtherOrigins(event, origins);
    event.caller = identify(auth, access, event.requestContext, deps.now());
  },
});
