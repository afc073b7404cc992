import type { End } from '../domain/ended.ts';
import { MAX_LIMIT } from '../domain/limits.ts';
import type { Shortage } from '../domain/making-room.ts';
import { type Refusal, Unavailable } from '../domain/refusals.ts';
import type { Lease } from '../domain/user.ts';
import { Forbidden, Unauthorized } from './authorization.ts';
import { InvalidRequest } from './field-errors.ts';
import { BodyTooLarge, UnsupportedMediaType } from './input.ts';
import { OtherOrigin } from './origins.ts';
import { endView, iso, streamView } from './views.ts';

/** A refusal as RFC 9457 describes it, with a stable `code` for programs and further fields. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Seconds until a retry. */
  readonly retryAfter?: number;
  /** For `WWW-Authenticate` (RFC 6750). */
  readonly challenge?: string;
  readonly extra?: object;
}

export const problemBody = ({ status, code, title, detail, extra }: Problem, requestId: string) => ({
  type: `urn:streamgate:problem:${code}`,
  title,
  status,
  detail,
  code,
  requestId,
  ...extra,
});

/** In a query, `+` means a blank. So an id with a plus sign that was not encoded becomes another id. */
const plusHint = (rawQueryString: string): string =>
  rawQueryString.includes('+') ? ' A + in a query is a blank: encode + as %2B.' : '';

/** The only place where a refusal of the domain becomes HTTP. */
export function refusalProblem(refusal: Refusal, rawQueryString = ''): Problem {
  switch (refusal.refusal) {
    case 'user-not-found':
      return {
        status: 404,
        code: 'user-not-found',
        title: 'User not found',
        detail: `There is no user ${refusal.id}.${plusHint(rawQueryString)}`,
        ...(refusal.blockedUntil === undefined ? {} : { extra: { blockedUntil: iso(refusal.blockedUntil) } }),
      };
    case 'plan-from-token':
      return {
        status: 409,
        code: 'plan-from-token',
        title: 'Plan comes from the token',
        detail: `The plan of ${refusal.id} comes from their tokens. Change it where they are issued, or set a limit here.`,
      };
    case 'user-exists':
      return {
        status: 409,
        code: 'user-exists',
        title: 'User exists',
        detail: `A user ${refusal.id} already exists.`,
      };
    case 'stream-limit-reached': {
      const { limit, live, policy } = refusal;
      const activeStreams = live.length;
      if (policy !== undefined) return policyProblem(policy, live);
      return {
        status: 409,
        code: 'stream-limit-reached',
        title: 'Stream limit reached',
        detail: `${inUse(activeStreams, limit)} ${wayOut(activeStreams, limit)}`,
        extra: { limit, activeStreams, streams: live.map(streamView) },
      };
    }
    case 'stream-ended':
      return {
        status: 410,
        code: 'stream-ended',
        title: 'Stream ended',
        detail: `The session ${refusal.session} no longer holds a lease: ${ENDINGS[refusal.end.reason]}.`,
        extra: endView(refusal.end),
      };
    case 'user-blocked': {
      const blockedUntil = iso(refusal.blockedUntil);
      return {
        status: 403,
        code: 'user-blocked',
        title: 'User blocked',
        detail: `The user ${refusal.id} is blocked until ${blockedUntil}.`,
        retryAfter: Math.ceil((refusal.blockedUntil - refusal.now) / 1000),
        extra: { blockedUntil },
      };
    }
    case 'too-many-starts': {
      const retryAfter = Math.max(1, Math.ceil((refusal.until - refusal.now) / 1000));
      return {
        status: 429,
        code: 'too-many-starts',
        title: 'Too many starts',
        detail: `Too many passes of ${refusal.id} are still valid, or this session changes its stream too fast. Try again in ${retryAfter} s.`,
        retryAfter,
      };
    }
    case 'invalid-cursor':
      return errorProblem(
        new InvalidRequest([
          { path: 'cursor', message: 'is not a cursor that this listing returned with these filters' },
        ]),
      );
    case 'contended':
      return UNAVAILABLE;
  }
}

const inUse = (active: number, limit: number): string =>
  limit === MAX_LIMIT
    ? `${active} of ${limit} streams are in use, the most that any plan allows.`
    : `${active} of ${limit} streams are in use.`;

/** How a viewer makes room; more than one stream has to end where the limit has shrunk. */
function wayOut(active: number, limit: number): string {
  if (limit === 0) return 'A limit of 0 admits none.';
  const ends = active - limit + 1;
  return `Stop or replace ${ends > 1 ? ends : 'one'} of them to start another.`;
}

/** A denial by a policy, with the code of any other denial, so that players need not know policies. */
function policyProblem({ name, limit, active, sessions }: Shortage, live: readonly Lease[]): Problem {
  const help =
    sessions.length === 0
      ? 'The plan allows none of this kind.'
      : 'Stop or replace one of `sessions` to start another.';
  return {
    status: 409,
    code: 'stream-limit-reached',
    title: 'Stream limit reached',
    detail: `${active} of ${limit} are in use under the policy ${name}. ${help}`,
    extra: { policy: name, limit, active, sessions, activeStreams: live.length, streams: live.map(streamView) },
  };
}

const ENDINGS: Record<End['reason'], string> = {
  replaced: 'another player took its place',
  expired: 'it expired, and its slot was taken',
  revoked: 'the back office ended all streams of the user',
  unknown: 'it was stopped, or it expired and its slot was taken',
};

const UNAVAILABLE: Problem = {
  status: 503,
  code: 'unavailable',
  title: 'Temporarily unavailable',
  detail: 'The service could not decide in time. Send the same request again; it will not take effect twice.',
  retryAfter: 1,
};

/** The health check cannot read the table. */
export class Unhealthy extends Error {
  override readonly name = 'Unhealthy';
}

/** The problem for a thrown error. It reveals nothing of an unexpected one. */
export function errorProblem(error: unknown): Problem {
  if (error instanceof InvalidRequest) {
    const detail = error.errors.map(({ path, message }) => `${path || 'The body'} ${message}`).join('; ');
    return { status: 400, code: 'invalid-request', title: 'Invalid request', detail, extra: { errors: error.errors } };
  }
  if (error instanceof Unauthorized) {
    return {
      status: 401,
      code: 'unauthorized',
      title: 'Unauthorized',
      detail: 'Send a valid access token: Authorization: Bearer <token>.',
      challenge: 'Bearer',
    };
  }
  if (error instanceof Forbidden) {
    return {
      status: 403,
      code: 'forbidden',
      title: 'Forbidden',
      detail: error.message,
      challenge: `Bearer error="insufficient_scope", scope="${error.scopes.join(' ')}"`,
    };
  }
  if (error instanceof OtherOrigin) {
    const detail = 'Pages of other origins may not call this service. CORS_ORIGINS lists the exceptions.';
    return { status: 403, code: 'forbidden', title: 'Forbidden', detail };
  }
  if (error instanceof BodyTooLarge) {
    return { status: 413, code: 'body-too-large', title: 'Body too large', detail: 'The body may be at most 8 KB.' };
  }
  if (error instanceof UnsupportedMediaType) {
    return {
      status: 415,
      code: 'unsupported-media-type',
      title: 'Unsupported media type',
      detail: 'The body must be JSON. Send it as application/json.',
    };
  }
  if (error instanceof Unavailable || error instanceof Unhealthy) return UNAVAILABLE;
  return {
    status: 500,
    code: 'internal-error',
    title: 'Internal error',
    detail: 'Something unexpected went wrong. It has been logged.',
  };
}
