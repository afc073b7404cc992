import type { Context } from 'aws-lambda';
import type { FastifyRequest } from 'fastify';
import type { HttpEvent } from '../http/app.ts';
import type { Claims } from '../http/authorization.ts';

/** How long an endpoint may take, the same as a function (serverless.yml). */
const TIMEOUT_MS = 6000;

interface Asked {
  /** Such as `POST /renewstream`. */
  readonly routeKey: string;
  readonly claims: Claims | undefined;
  /** Whether a load balancer is in front; then the caller's address comes from its header. */
  readonly behindBalancer: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * The request in the form of API Gateway (payload format 2.0). The body is base64, so that its bytes stay unchanged.
 */
export function eventOf(request: FastifyRequest, { routeKey, claims, behindBalancer, now }: Asked): HttpEvent {
  const [path = '', query = ''] = splitOnce(request.url, '?');
  const host = request.headers.host ?? '';
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    headers: headersOf(request.headers),
    requestContext: {
      accountId: '',
      apiId: 'server',
      domainName: host,
      domainPrefix: '',
      stage: '$default',
      requestId: request.id,
      routeKey,
      time: new Date(now).toISOString(),
      timeEpoch: now,
      http: {
        method: request.method,
        path,
        protocol: `HTTP/${request.raw.httpVersion}`,
        sourceIp: addressOf(request, behindBalancer),
        userAgent: request.headers['user-agent'] ?? '',
      },
      ...(claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: [] } } }),
    },
    ...(Buffer.isBuffer(request.body) ? { body: request.body.toString('base64') } : {}),
    isBase64Encoded: Buffer.isBuffer(request.body),
  };
}

/** The part of a Lambda context that an instance can give. */
export const contextOf = (requestId: string, now: () => number): Context => {
  const deadline = now() + TIMEOUT_MS;
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'server',
    functionVersion: '',
    invokedFunctionArn: '',
    memoryLimitInMB: '',
    logGroupName: '',
    logStreamName: '',
    getRemainingTimeInMillis: () => Math.max(0, deadline - now()),
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
};

const headersOf = (headers: FastifyRequest['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : value]],
    ),
  );

/** The load balancer appends the address of its caller. The caller could have written everything before it. */
function addressOf({ headers, socket }: FastifyRequest, behindBalancer: boolean): string {
  const forwarded = behindBalancer
    ? String(headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : '';
  return forwarded || (socket.remoteAddress ?? '');
}

function splitOnce(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
