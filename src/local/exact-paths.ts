import { randomUUID } from 'node:crypto';
import { problemBody } from '../http/problems.ts';
import { unknownRoute } from '../http/unknown-route.ts';
import type { HttpServer } from './turns.ts';

/** Whether method and path match a route exactly, as API Gateway demands. */
const isExact = (method: string, path: string): boolean =>
  method !== 'HEAD' && (path === '/' || !/%|\/\/|\/$/.test(path));

/**
 * hapi answers HEAD like GET, and ignores a trailing slash and encoded letters. API Gateway does not, so a client must
 * not rely on it.
 */
export function refuseOtherSpellings(server: HttpServer): void {
  server.ext('onRequest', async ({ raw }, toolkit) => {
    const { method = '', url = '' } = raw.req;
    const [path = ''] = url.split('?', 1);
    if (isExact(method, path)) return toolkit.continue;
    const { problem } = unknownRoute([], method, path);
    const body = problemBody(problem, randomUUID());
    return toolkit.response(body).code(problem.status).type('application/problem+json').takeover();
  });
}
