import type { IncomingMessage, ServerResponse } from 'node:http';

/** The part of serverless-offline's hapi server that this file uses. */
export interface HttpServer {
  ext(
    event: 'onRequest',
    method: (
      request: { readonly raw: { readonly req: IncomingMessage; readonly res: ServerResponse } },
      toolkit: Toolkit,
    ) => Promise<symbol | ResponseObject>,
  ): void;
}

interface Toolkit {
  readonly continue: symbol;
  response(body: object): ResponseObject;
}

interface ResponseObject {
  code(status: number): ResponseObject;
  type(mimeType: string): ResponseObject;
  takeover(): ResponseObject;
}

/** With this many requests, calls of the table stay within the client's time-outs even on a busy machine. */
const AT_ONCE = 20;

/**
 * Runs this many requests at once; the others wait in order. All functions run in one process here, so with a thousand
 * at once each would answer too late. On AWS an instance of a function has one request at a time.
 */
export function takeTurns(server: HttpServer): void {
  const waiting: (() => void)[] = [];
  let underWay = 0;
  server.ext('onRequest', async ({ raw }, toolkit) => {
    if (underWay >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
    else underWay++;
    const passOn = () => {
      const next = waiting.shift();
      if (next === undefined) underWay--;
      else next();
    };
    if (raw.res.closed) passOn();
    else raw.res.once('close', passOn);
    return toolkit.continue;
  });
}
