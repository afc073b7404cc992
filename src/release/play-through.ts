import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Limits } from '../domain/limits.ts';
import { ACCESS } from '../http/access.ts';
import type { Auth } from '../http/authorization.ts';

/** The answer of a function that was called without API Gateway. */
interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls one function of the service, by its name in serverless.yml. */
export type Invoke = (name: Step, event: APIGatewayProxyEventV2) => Promise<Answer>;

/** The steps of a viewer. */
export const STEPS = ['createUser', 'requestStream', 'renewStream', 'stopStream', 'removeUser'] as const;
export type Step = (typeof STEPS)[number];

const RIGHT: Record<Step, (answer: Answer) => boolean> = {
  createUser: ({ status }) => status === 201,
  requestStream: ({ status, body }) => status === 200 && body.activeStreams === 1,
  renewStream: ({ status, body }) => status === 200 && body.activeStreams === 1,
  stopStream: ({ status, body }) => status === 200 && body.activeStreams === 0,
  removeUser: ({ status }) => status === 200,
};

/**
 * Plays a viewer against new versions of the functions before they get traffic: create, start, renew, stop, remove.
 * Each step runs even if an earlier one failed, so that no user is left behind.
 * @param who `id` of a user who does not exist; the service's `limits`; `now` in epoch milliseconds
 * @returns a sentence for each fault
 */
export async function playThrough(
  invoke: Invoke,
  auth: Auth,
  { id, limits, now }: { readonly id: string; readonly limits: Limits; readonly now: number },
): Promise<string[]> {
  // If only some plans of a stage may watch, the viewer has one of them.
  const [plan = ''] = [...limits.byPlan].find(([, limit]) => limit > 0) ?? [];
  const bodies: Record<Step, object> = {
    createUser: { id, Name: 'Release check', Subscription: limits.standard > 0 ? 'release check' : plan },
    requestStream: { id, stream: 'release-check', session: 'release-check' },
    renewStream: { id, session: 'release-check' },
    stopStream: { id, session: 'release-check' },
    removeUser: { id },
  };
  const faults: string[] = [];
  for (const step of STEPS) {
    try {
      const answer = await invoke(step, eventOf(ACCESS[step].route, bodies[step], auth, now));
      if (!RIGHT[step](answer)) faults.push(`${step} answered ${answer.status} ${JSON.stringify(answer.body)}`);
    } catch (error) {
      faults.push(`${step} failed: ${error instanceof Error ? error.message : error}`);
    }
  }
  return faults;
}

/**
 * A request in API Gateway's form, with the claims of a back office. Only callers who may invoke the functions can make
 * such claims.
 */
function eventOf(route: string, body: object, auth: Auth, now: number): APIGatewayProxyEventV2 {
  const [method = '', path = ''] = route.split(' ');
  const scopes = ['streams:write', 'users:write', 'streams:admin'];
  const claims =
    auth === 'none'
      ? {}
      : {
          iss: auth.issuer,
          aud: auth.audiences[0],
          sub: 'release-check',
          exp: String(Math.floor(now / 1000) + 60),
          scope: scopes.map((scope) => auth.scopePrefix + scope).join(' '),
        };
  const requestContext = {
    accountId: '',
    apiId: 'release-check',
    authorizer: { jwt: { claims, scopes: [] } },
    domainName: 'release-check',
    domainPrefix: '',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'release-check' },
    requestId: 'release-check',
    routeKey: route,
    stage: '$default',
    time: new Date(now).toISOString(),
    timeEpoch: now,
  };
  return {
    version: '2.0',
    routeKey: route,
    rawPath: path,
    rawQueryString: '',
    headers: { 'content-type': 'application/json' },
    requestContext,
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}
