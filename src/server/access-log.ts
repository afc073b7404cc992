import type { FastifyReply, FastifyRequest } from 'fastify';

export type AccessLog = (request: FastifyRequest, reply: FastifyReply) => void;

/**
 * Logs each refused request, and one of every few others, with the fields of API Gateway's access log (serverless.yml):
 * the route, never the path with its query, and no address.
 * @param every 1 logs all of them
 * @param write writes the line
 */
export function accessLog(every: number, write: (line: object) => void): AccessLog {
  let count = 0;
  return (request, reply) => {
    if (reply.statusCode < 400 && count++ % every !== 0) return;
    const { url = '' } = request.routeOptions;
    write({
      requestId: request.id,
      route: url === '' ? 'unknown' : `${request.method} ${url}`,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  };
}
