import type middy from '@middy/core';
import type { HttpEvent } from '../app.ts';
import type { Call } from '../call.ts';

/** Parses the body or the query string. */
export const input = <Input>(parse: (event: HttpEvent) => Input): middy.MiddlewareObj<Call<Input>> => ({
  before: ({ event }) => {
    event.input = parse(event);
  },
});
