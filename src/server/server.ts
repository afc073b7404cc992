import { randomUUID } from 'node:crypto';
import cors from '@fastify/cors';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { ACCESS, type Access } from '../http/access.ts';
import { problemAnswer } from '../http/answer.ts';
import type { App, Endpoint, HttpAnswer } from '../http/app.ts';
import { type Claims, identify, Unauthorized } from '../http/authorization.ts';
import { BodyTooLarge } from '../http/input.ts';
import { errorProblem, type Problem } from '../http/problems.ts';
import { unknownRoute } from '../http/unknown-route.ts';
import type { AccessLog } from './access-log.ts';
import type { Counts } from './counts.ts';
import { contextOf, eventOf } from './event.ts';
import { type issuerKeys, KeysUnavailable } from './keys.ts';
import { LIMITS } from './limits.ts';
import { malformed } from './malformed.ts';
import type { Readiness } from './readiness.ts';
import { claimsOf } from './tokens.ts';

export interface ServerDeps {
  readonly app: App;
  readonly endpoints: Readonly<Record<keyof typeof ACCESS, Endpoint>>;
  /** The console and the reference, by their routes. They need no token. */
  readonly pages: Readonly<Record<string, Endpoint>>;
  /** Undefined if AUTH is `none`. */
  readonly keys: ReturnType<typeof issuerKeys> | undefined;
  readonly readiness: Readiness;
  readonly counts: Counts;
  readonly accessLog: AccessLog;
  readonly behindBalancer: boolean;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The claims of a token with a valid signature. */
    claims: Claims | undefined;
  }
}

/**
 * The handlers of the API behind an HTTP server. It replaces API Gateway: routes, tokens, CORS, limits, the access log,
 * and a problem for each request that is refused before a handler.
 */
export async function createServer(deps: ServerDeps): Promise<FastifyInstance> {
  const { app, endpoints, pages, readiness, counts, accessLog } = deps;
  const server = fastify({
    bodyLimit: LIMITS.bodyBytes,
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.keepAliveMs,
    http: {
      maxHeaderSize: LIMITS.headerBytes,
      headersTimeout: LIMITS.headerMs,
      connectionsCheckingInterval: LIMITS.checkMs,
    },
    genReqId: () => randomUUID(),
    clientErrorHandler: malformed,
    // While it drains it still answers: the load balancer needs some seconds to notice.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
  });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  server.decorateRequest('claims', undefined);
  // API Gateway demands a full match, but fastify decodes the path first. The route of preflights is `*`.
  server.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const { url } = request.routeOptions;
    if (url !== undefined && url !== '*' && url !== path)
      return refuse(reply, request, unknownRoute([], request.method, path).problem);
  });
  server.addHook('onSend', (_, reply, payload, done) => {
    if (readiness.isDraining()) reply.header('connection', 'close');
    done(null, payload);
  });
  server.addHook('onResponse', (request, reply, done) => {
    // The load balancer's own checks say nothing about callers.
    if (request.routeOptions.url !== '/ready') {
      readiness.count(reply.statusCode);
      counts.count(reply.statusCode);
      accessLog(request, reply);
    }
    done();
  });
  if (app.origins.length > 0) await server.register(cors, corsOf(app.origins));

  const route = (key: string, access: Access<never> | undefined, endpoint: Endpoint) => {
    const [method = '', url = ''] = key.split(' ');
    server.route({
      method,
      url,
      // Checked before the body is read, so that callers without a valid token cannot send one.
      onRequest: async (request) => {
        if (access !== undefined && !('open' in access)) request.claims = await identified(deps, access, request);
      },
      handler: async (request, reply) => {
        const { behindBalancer } = deps;
        const event = eventOf(request, { routeKey: key, claims: request.claims, behindBalancer, now: app.deps.now() });
        return send(reply, await endpoint(event, contextOf(request.id, app.deps.now)));
      },
    });
  };
  for (const [name, access] of Object.entries<Access<never>>(ACCESS)) {
    if (isFunction(name)) route(access.route, access, endpoints[name]);
  }
  for (const [key, page] of Object.entries(pages)) route(key, undefined, page);

  // For the load balancer. It does not read the table: all instances share it, and its outage must not take all of them
  // out.
  server.get('/ready', async (_, reply) =>
    readiness.isReady() ? { status: 'ready' } : reply.code(503).send({ status: 'away' }),
  );
  const routes = [...Object.values<Access<never>>(ACCESS).map(({ route }) => route), ...Object.keys(pages)];
  server.setNotFoundHandler(async (request, reply) => {
    const { problem, allow } = unknownRoute(routes, request.method, request.url.split('?', 1)[0] ?? '');
    if (allow !== undefined) reply.header('allow', allow);
    return refuse(reply, request, problem);
  });
  server.setErrorHandler(async (error, request, reply) => refuse(reply, request, problemOf(error)));
  return server;
}

const isFunction = (name: string): name is keyof typeof ACCESS => name in ACCESS;

/** API Gateway refuses an invalid token before any function runs. So only the access log has a line about it. */
async function identified({ app, keys }: ServerDeps, access: Access<never>, request: FastifyRequest) {
  if (keys === undefined) return undefined;
  const claims = await claimsOf(request.headers.authorization, keys);
  identify(app.auth, access, { authorizer: { jwt: { claims } } }, app.deps.now());
  return claims;
}

const corsOf = (origins: readonly string[]) => ({
  origin: origins.includes('*') ? '*' : [...origins],
  methods: ['GET', 'POST'],
  allowedHeaders: ['content-type', 'authorization'],
  exposedHeaders: ['date', 'retry-after', 'x-request-id'],
  maxAge: 86_400,
  strictPreflight: false,
});

function send(reply: FastifyReply, { statusCode = 200, headers = {}, body, isBase64Encoded }: HttpAnswer) {
  for (const [name, value] of Object.entries(headers)) reply.header(name, String(value));
  reply.code(statusCode);
  if (isBase64Encoded === true) return reply.send(Buffer.from(body ?? '', 'base64'));
  // With a serializer of its own, fastify adds no charset to the type of a text.
  return reply.serializer(asItIs).send(body);
}

const asItIs = (text: string) => text;

const refuse = (reply: FastifyReply, request: FastifyRequest, problem: Problem) =>
  send(reply, problemAnswer(problem, request.id));

/** The problem for an error of fastify, or of the check of a token. */
function problemOf(error: unknown): Problem {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return errorProblem(new BodyTooLarge());
  if (error instanceof KeysUnavailable) return KEYS_UNAVAILABLE;
  if (error instanceof Unauthorized) return errorProblem(error);
  return errorProblem(error);
}

const KEYS_UNAVAILABLE: Problem = {
  status: 503,
  code: 'unavailable',
  title: 'Temporarily unavailable',
  detail: 'The service cannot get the keys of the tokens at the moment. Send the same request again.',
  retryAfter: 5,
};
