import type { Refusal } from '../domain/refusals.ts';
import { Forbidden, Unauthorized } from '../http/authorization.ts';
import { InvalidRequest } from '../http/field-errors.ts';
import { BodyTooLarge, UnsupportedMediaType } from '../http/input.ts';
import { errorProblem, type Problem, refusalProblem } from '../http/problems.ts';
import * as examples from './examples.ts';

export interface DocumentedRefusal {
  readonly problem: Problem;
  /** What it means, and what the caller should do. */
  readonly description: string;
  /** Properties of the schema `Problem` that its body always has, besides those of every problem. */
  readonly required?: readonly string[];
  /** Properties that its body may have. */
  readonly optional?: readonly string[];
  /** API Gateway's own message, if it refuses such a request before the service gets it. */
  readonly gateway?: string;
}

const { full, lease, user } = examples;

const REFUSALS = {
  'invalid-request': {
    problem: errorProblem(
      new InvalidRequest([
        { path: 'stream', message: 'is required' },
        { path: 'sesion', message: 'is not a known field' },
      ]),
    ),
    description:
      'The request is not valid; `errors` lists what is wrong, up to twenty errors. Do not repeat it unchanged.',
    required: ['errors'],
  },
  unauthorized: {
    problem: errorProblem(new Unauthorized('no claims')),
    description: 'The token is missing, has expired, or comes from another issuer. Get a new one.',
    gateway: 'Unauthorized',
  },
  forbidden: {
    problem: errorProblem(new Forbidden('The token lacks the scope', ['streams:write'])),
    description: 'The token lacks the scope, or belongs to another user. A new token of the same kind does not help.',
    gateway: 'Forbidden',
  },
  'user-not-found': {
    problem: refusalProblem({ refusal: 'user-not-found', id: user.id }),
    description:
      'There is no such user: never created, or removed. If this id is blocked, `blockedUntil` says until when.',
    optional: ['blockedUntil'],
  },
  'plan-from-token': {
    problem: refusalProblem({ refusal: 'plan-from-token', id: user.id }),
    description: 'The tokens of this service name the plan. Change it where they are issued, or set `limit` here.',
  },
  'user-exists': {
    problem: refusalProblem({ refusal: 'user-exists', id: user.id }),
    description: 'A user with this id exists. Neither the user nor their streams change.',
  },
  'stream-limit-reached': {
    problem: refusalProblem({
      refusal: 'stream-limit-reached',
      ...full,
      session: 'laptop-5e18',
      stream: 'stream_400',
    }),
    description:
      'All slots are in use. `streams` lists the live leases: let the viewer choose one, and start again with its ' +
      'session in `replace`. Otherwise a slot comes free when a player stops, or when a lease reaches its ' +
      '`expiresAt`. If a policy denies the start, `policy` is its name, `limit` its limit, and `active` how many it ' +
      'counts now. `sessions` lists those whose end would make room: each one alone, or all together if one is not ' +
      'enough.',
    required: ['limit', 'activeStreams', 'streams'],
    optional: ['policy', 'active', 'sessions'],
  },
  'stream-ended': {
    problem: refusalProblem({ refusal: 'stream-ended', id: user.id, session: lease.session, end: examples.end }),
    description:
      'The session no longer holds a lease. `reason` says why:\n\n' +
      '- `replaced`: another player took its slot.\n' +
      '- `expired`: it did not renew in time, and lost its slot.\n' +
      '- `revoked`: the back office ended all streams.\n' +
      '- `unknown`: it was stopped, or the service no longer knows why.\n\n' +
      'Tell the viewer. Another renewal does not help, but a new start may.',
    required: ['reason'],
    optional: ['endedAt', 'by'],
  },
  'user-blocked': {
    problem: refusalProblem({ refusal: 'user-blocked', id: user.id, ...examples.blocked }),
    description: 'The back office has blocked this user until `blockedUntil`.',
    required: ['blockedUntil'],
  },
  'too-many-starts': {
    problem: refusalProblem({
      refusal: 'too-many-starts',
      id: user.id,
      session: lease.session,
      stream: lease.stream,
      ...examples.early,
    }),
    description:
      'Only with passes on. The valid passes of the user have reached three times the limit, or the session changes ' +
      'its stream too fast. Nothing changed. Send the same request again after `Retry-After` seconds.',
    gateway: 'Too Many Requests',
  },
  'body-too-large': {
    problem: errorProblem(new BodyTooLarge()),
    description: 'The body is larger than 8 KB.',
    gateway: 'Request Entity Too Large',
  },
  'unsupported-media-type': {
    problem: errorProblem(new UnsupportedMediaType()),
    description: 'The service does not read bodies of this content type.',
  },
  'internal-error': {
    problem: errorProblem(new Error()),
    description:
      'Something unexpected went wrong in the service. Its log has the details under `requestId`. Send the same ' +
      'request again, later.',
    gateway: 'Internal Server Error',
  },
  unavailable: {
    problem: refusalProblem({ refusal: 'contended', id: user.id }),
    description: 'The service could not decide in time. Send the same request again after `Retry-After` seconds.',
    gateway: 'Service Unavailable',
  },
} satisfies Record<string, DocumentedRefusal> &
  Record<Exclude<Refusal['refusal'], 'contended' | 'invalid-cursor'>, DocumentedRefusal>;

export type Code = keyof typeof REFUSALS;

export const CODES = Object.entries(REFUSALS).map(([code]) => code);

export const refusalOf = (code: Code): DocumentedRefusal => REFUSALS[code];
