import { randomUUID } from 'node:crypto';
import { problemBody } from '../http/problems.ts';
import { unknownRoute } from '../http/unknown-route.ts';
import type { HttpServer } from './turns.ts';

/** As API Gateway documents it: a full match of the method and the path. */
const isExact = (method: string, path: string): boolean =>
  method !== 'HEAD' && (path === '/' || !/%|\/\/|\/$/.test(path));

/**
 * hapi takes HEAD for GET, and overlooks a slash at the end and an encoded letter. A client must not come to rely on
 * that.
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
