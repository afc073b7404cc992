import type * as z from 'zod/mini';
import type { FunctionName } from '../http/access.ts';
import * as schemas from '../http/schemas.ts';
import * as examples from './examples.ts';
import type { Code } from './problems.ts';

/** An endpoint with JSON answers. */
export interface Operation {
  /** `src/http/access.ts` has its route and scopes. */
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
  /** Its own refusals, besides those of every endpoint, of a body, and of a scope. */
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
      'Gives the session a lease on a slot, if the user has a free one. If the session already holds a lease, this ' +
      'renews it, and changes the channel if `stream` is another one. So you can safely repeat a start that got ' +
      'no answer.\n\n' +
      '`replace` names the sessions that may end when all slots are in use. The service ends as few as needed, in ' +
      'this order. If ending all of them would not make room, it ends none, and refuses the start. `"others"` ends ' +
      'all other sessions, whether their slots are needed or not.',
    body: {
      schema: schemas.RequestStream,
      examples: {
        player: { summary: 'A player with a session of its own', value: { id, stream, session, device } },
        short: { summary: 'Without a session: the stream id is the session', value: { id, stream } },
        instead: {
          summary: 'Replacing another player',
          value: { id, stream, session, device, replace: [examples.end.by?.session] },
        },
        tagged: {
          summary: 'With tags, for policies',
          value: { id, stream, session, device, tags: { quality: 'uhd' } },
        },
      },
    },
    success: {
      status: 200,
      description: 'The session holds a slot.',
      schema: schemas.Started,
      example: examples.started,
    },
    refusals: ['user-blocked', 'user-not-found', 'stream-limit-reached', 'too-many-starts'],
  },
  {
    id: 'renewStream',
    tag: 'Watch',
    summary: 'Renew a lease',
    description:
      'The heartbeat of a player: send it `renewAfter` seconds after the previous request. An expired lease can ' +
      'still be renewed until another session takes its slot. A policy may deny a renewal with other tags or another ' +
      'stream. The lease then stays as it was.',
    body: {
      schema: schemas.RenewStream,
      examples: {
        heartbeat: { summary: 'Still watching', value: { id, session } },
        channel: { summary: 'The viewer changed channel', value: { id, session, stream: 'stream_101' } },
        tags: { summary: 'The picture became UHD', value: { id, session, tags: { quality: 'uhd' } } },
      },
    },
    success: { status: 200, description: 'The lease is extended.', schema: schemas.Lease, example: lease },
    refusals: ['user-not-found', 'stream-ended', 'stream-limit-reached', 'too-many-starts'],
  },
  {
    id: 'stopStream',
    tag: 'Watch',
    summary: 'Stop a stream',
    description:
      "Gives back the player's own slot, or that of another session of the same user. Stopping a session that " +
      'holds no slot succeeds, too.',
    body: { schema: schemas.StopStream, examples: { session: { summary: 'One session', value: { id, session } } } },
    success: {
      status: 200,
      description: 'The session no longer holds a slot.',
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
      'For the back office: ends every lease of the user and lists the sessions. With `blockSeconds` it also ' +
      'blocks the user for that long, even a user who does not exist yet. Each player learns of it from its next ' +
      'renewal (410, `revoked`).',
    body: {
      schema: schemas.RevokeStreams,
      examples: {
        revoke: { summary: 'End all streams', value: { id } },
        block: { summary: 'End them and block the user for an hour', value: { id, blockSeconds: 3600 } },
        unblock: { summary: 'Lift the block', value: { id, blockSeconds: 0 } },
      },
    },
    success: {
      status: 200,
      description: 'All streams have ended.',
      schema: schemas.Revoked,
      example: examples.revoked,
    },
    refusals: ['user-not-found'],
  },
  {
    id: 'getStreams',
    tag: 'Watch',
    summary: 'Show the live streams',
    description: 'Shows the live streams of a user, with their players.',
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
      'Creates a user without streams. If the id is taken, the existing user does not change. Without an `id`, the ' +
      'token also needs `streams:admin`.',
    body: {
      schema: schemas.CreateUser,
      examples: {
        named: { summary: 'With an id', value: { id: '010', Name: 'Van Persie', Subscription: 'basic plan' } },
        unnamed: {
          summary: 'With an id that the service generates',
          value: { Name: 'Van Persie', Subscription: 'basic plan' },
        },
      },
    },
    success: { status: 201, description: 'The user.', schema: schemas.User, example: examples.newUser },
    refusals: ['user-exists'],
  },
  {
    id: 'getUser',
    tag: 'Users',
    summary: 'Show a user',
    description: 'Shows a user, and what they are watching.',
    query: schemas.UserById,
    success: { status: 200, description: 'The user.', schema: schemas.User, example: examples.user },
    refusals: ['user-not-found'],
  },
  {
    id: 'getAllUsers',
    tag: 'Users',
    summary: 'List users',
    description:
      'Lists users, a page at a time: follow `cursor` until a page has none. Because this shows all users, the token ' +
      'also needs `streams:admin`.',
    query: schemas.ListUsers,
    success: { status: 200, description: 'A page of users.', schema: schemas.Users, example: examples.users },
    refusals: [],
  },
  {
    id: 'updateUser',
    tag: 'Users',
    summary: 'Change a user',
    description:
      'Changes the name, the plan or the limit, and ends no running stream. A lower limit applies from the next ' +
      'start on. `limit` overrides that of the plan; null removes it.',
    body: {
      schema: schemas.UpdateUser,
      examples: {
        plan: { summary: 'Another plan', value: { id, Subscription: 'premium plan' } },
        limit: { summary: 'A limit for this user', value: { id, limit: 5 } },
        lift: { summary: 'Back to the limit of the plan', value: { id, limit: null } },
      },
    },
    success: { status: 200, description: 'The user.', schema: schemas.User, example: examples.user },
    refusals: ['user-not-found', 'plan-from-token'],
  },
  {
    id: 'removeUser',
    tag: 'Users',
    summary: 'Remove a user',
    description:
      'Removes a user and all their leases. A block stays. Removing a user who does not exist succeeds, too.',
    body: { schema: schemas.UserById, examples: { user: { summary: 'One user', value: { id } } } },
    success: { status: 200, description: 'The user is gone.', schema: schemas.Removed, example: { id } },
    refusals: [],
  },
  {
    id: 'health',
    tag: 'Operations',
    summary: 'Check the health',
    description: 'Reads the table, as other requests do.',
    query: schemas.Nothing,
    success: { status: 200, description: 'The service works.', schema: schemas.Health, example: examples.health },
    refusals: [],
  },
];
