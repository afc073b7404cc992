import type * as z from 'zod/mini';
import type { FunctionName } from '../api/access.ts';
import * as schemas from '../api/schemas.ts';
import * as examples from './examples.ts';
import type { Code } from './problems.ts';

/** An endpoint that speaks JSON. */
export interface Operation {
  /** Its route and scopes are in the table of access. */
  readonly id: FunctionName;
  readonly tag: 'Watch' | 'Users' | 'Operations';
  readonly summary: string;
  readonly description: string;
  readonly query?: z.ZodMiniType;
  readonly body?: { readonly schema: z.ZodMiniType; readonly examples: Record<string, Example> };
  readonly success: {
    readonly status: number;
    readonly description: string;
    readonly schema: z.ZodMiniType;
    readonly example: object;
  };
  /** Its own refusals, besides those that go with a body, a scope, and every endpoint. */
  readonly refusals: readonly Code[];
}

interface Example {
  readonly summary: string;
  readonly value: object;
}

const { lease } = examples;
const { id, session, stream } = lease;
const device = examples.stream.device;

export const OPERATIONS: readonly Operation[] = [
  {
    id: 'requestStream',
    tag: 'Watch',
    summary: 'Start a stream',
    description:
      'May this user start another stream? If so, the session gets a lease on a slot. A session that holds a lease already ' +
      'keeps its slot: the request is then a renewal, and a change of channel if it names another stream. So it is safe to ' +
      'send it again when no answer came.\n\n' +
      '`replace` names the sessions that may give way if all slots are in use: as few of them as make room, in this order, and ' +
      'only together with the admission. If all of them do not make room, nobody gives way.',
    body: {
      schema: schemas.RequestStream,
      examples: {
        player: { summary: 'A player with a session of its own', value: { id, stream, session, device } },
        short: { summary: 'The stream is its own session', value: { id, stream } },
        instead: {
          summary: 'In the place of another player',
          value: { id, stream, session, device, replace: [examples.end.by?.session] },
        },
      },
    },
    success: {
      status: 200,
      description: 'The session has its slot.',
      schema: schemas.Started,
      example: examples.started,
    },
    refusals: ['user-blocked', 'user-not-found', 'stream-limit-reached'],
  },
  {
    id: 'renewStream',
    tag: 'Watch',
    summary: 'Renew a lease',
    description:
      'The heartbeat of a player, `renewAfter` seconds after the answer before. A lease that expired can be renewed as long as ' +
      'nobody took its slot.',
    body: {
      schema: schemas.RenewStream,
      examples: {
        heartbeat: { summary: 'Still watching', value: { id, session } },
        channel: { summary: 'The viewer changed channel', value: { id, session, stream: 'stream_101' } },
      },
    },
    success: { status: 200, description: 'The lease is extended.', schema: schemas.Lease, example: lease },
    refusals: ['user-not-found', 'stream-ended'],
  },
  {
    id: 'stopStream',
    tag: 'Watch',
    summary: 'Stop a stream',
    description:
      "Gives the slot back, the player's own or that of another session of the same user. To stop what is not on is a success.",
    body: { schema: schemas.StopStream, examples: { session: { summary: 'One session', value: { id, session } } } },
    success: {
      status: 200,
      description: 'The session holds no slot any more.',
      schema: schemas.Stopped,
      example: examples.stopped,
    },
    refusals: ['user-not-found'],
  },
  {
    id: 'revokeStreams',
    tag: 'Users',
    summary: 'End all streams of a user',
    description:
      'For the back office: ends every lease of the user, and tells which. With `blockSeconds` it also keeps the user out for so long. ' +
      'Each player learns it from its next renewal (410, `revoked`).',
    body: {
      schema: schemas.RevokeStreams,
      examples: {
        revoke: { summary: 'End all streams', value: { id } },
        block: { summary: 'And admit nothing for an hour', value: { id, blockSeconds: 3600 } },
        unblock: { summary: 'Lift the block', value: { id, blockSeconds: 0 } },
      },
    },
    success: {
      status: 200,
      description: 'Nothing is on any more.',
      schema: schemas.Revoked,
      example: examples.revoked,
    },
    refusals: ['user-not-found'],
  },
  {
    id: 'getStreams',
    tag: 'Watch',
    summary: 'What is on',
    description: 'What a user watches now, and on which players.',
    query: schemas.UserById,
    success: {
      status: 200,
      description: 'The live leases.',
      schema: schemas.Streams,
      example: examples.streams,
    },
    refusals: ['user-not-found'],
  },
  {
    id: 'createUser',
    tag: 'Users',
    summary: 'Create a user',
    description:
      'A new user, who watches nothing. A second one with the same id never changes the first. Without an `id`, a token needs `streams:admin` too.',
    body: {
      schema: schemas.CreateUser,
      examples: {
        named: { summary: 'With an id', value: { id: '010', Name: 'Van Persie', Subscription: 'basic plan' } },
        unnamed: { summary: 'The service makes the id', value: { Name: 'Van Persie', Subscription: 'basic plan' } },
      },
    },
    success: { status: 201, description: 'The user.', schema: schemas.User, example: examples.newUser },
    refusals: ['user-exists'],
  },
  {
    id: 'getUser',
    tag: 'Users',
    summary: 'Show a user',
    description: 'A user, and what they watch now.',
    query: schemas.UserById,
    success: { status: 200, description: 'The user.', schema: schemas.User, example: examples.user },
    refusals: ['user-not-found'],
  },
  {
    id: 'getAllUsers',
    tag: 'Users',
    summary: 'List users',
    description:
      'Users, a page at a time. Go on with the `cursor` of each page until one has none. As it shows all users, a token needs `streams:admin` too.',
    query: schemas.ListUsers,
    success: { status: 200, description: 'A page.', schema: schemas.Users, example: examples.users },
    refusals: [],
  },
  {
    id: 'removeUser',
    tag: 'Users',
    summary: 'Remove a user',
    description: 'Removes a user and all their leases. To remove who is not there is a success.',
    body: { schema: schemas.UserById, examples: { user: { summary: 'One user', value: { id } } } },
    success: { status: 200, description: 'The user is gone.', schema: schemas.UserById, example: { id } },
    refusals: [],
  },
  {
    id: 'health',
    tag: 'Operations',
    summary: 'Is the service well?',
    description: 'Reads the table as a request would.',
    query: schemas.Nothing,
    success: { status: 200, description: 'It is.', schema: schemas.Health, example: examples.health },
    refusals: [],
  },
];
