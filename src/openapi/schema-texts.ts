import * as z from 'zod/mini';
import * as schemas from '../api/schemas.ts';
import * as examples from './examples.ts';

/**
 * What people read about the schemas, and their names in the document. It is kept apart from the schemas themselves, so that
 * no function carries it. An object without a name here would get one from each generator of clients, and a poor one.
 */
export const registry = z.registry<{ id?: string; description: string; examples?: unknown[] }>();

/** By the schema's name: what each property means there. A property that is left out has the words of its own schema. */
export const propertyTexts = new Map<string, object>();

function describe<Shape extends z.core.$ZodShape>(
  schema: z.ZodMiniObject<Shape>,
  meta: { id: string; description: string; examples?: unknown[] },
  ofProperties: { [Name in keyof Shape & string]?: string },
): void {
  registry.add(schema, meta);
  propertyTexts.set(meta.id, ofProperties);
}

const { lease, stopped, streams, user } = examples;

registry.add(schemas.UserId, {
  id: 'UserId',
  description: 'The id of a user: what your OIDC issuer puts in `sub` fits.',
  examples: [user.id],
});
registry.add(schemas.StreamId, {
  id: 'StreamId',
  description: 'The id of a title or a channel, as your catalogue has it.',
  examples: [lease.stream],
});
registry.add(schemas.SessionId, {
  id: 'SessionId',
  description: 'One playback on one player, and the key of its lease. The player makes it up: a random one is best.',
  examples: [lease.session],
});
registry.add(schemas.Text, {
  id: 'Text',
  description: 'Printable characters, at least one of them visible.',
});
registry.add(schemas.Watching, { description: 'The ids of the streams that are on now, oldest first.' });
describe(
  schemas.UserStatus,
  { id: 'UserStatus', description: 'What the user watches now, counted by the service. Only live leases are shown.' },
  {},
);
describe(schemas.Online, { id: 'Online', description: 'What is on now.' }, {});
describe(
  schemas.OnlineStreams,
  { id: 'OnlineStreams', description: 'The live streams, counted and named.' },
  { activeStreams: 'How many streams are on now.' },
);
describe(
  schemas.Offline,
  { id: 'Offline', description: 'When the user was last seen.' },
  { lastOnline: 'When the user last watched. Null while something is on, and if nothing ever was.' },
);

describe(
  schemas.CreateUser,
  { id: 'CreateUser', description: 'A new user.' },
  {
    id: 'Left out, the service makes one: a UUID.',
    Name: 'The name to show.',
    Subscription: 'The plan. It decides the limit where the service has limits by plan, in any upper or lower case.',
  },
);
describe(
  schemas.IdleStatus,
  {
    id: 'IdleStatus',
    description:
      'The status of a user who watches nothing. It is accepted so that you can send a user in the shape in which the ' +
      'service returns one; any other status is refused.',
  },
  {},
);
describe(schemas.IdleOnline, { id: 'IdleOnline', description: 'Nothing is on.' }, {});
describe(
  schemas.IdleStreams,
  { id: 'IdleStreams', description: 'No streams.' },
  { activeStreams: 'Always 0.', watching: 'Always empty.' },
);
describe(schemas.IdleOffline, { id: 'IdleOffline', description: 'Never seen.' }, { lastOnline: 'Always null.' });
describe(schemas.UserById, { id: 'UserById', description: 'Names a user.' }, {});
describe(
  schemas.ListUsers,
  { id: 'ListUsers', description: 'Which users, and how many at once.' },
  {
    limit: 'Users a page.',
    cursor: 'Where the page starts: the `cursor` of the page before, with the same `subscription` and `online`.',
    subscription: 'Only users with this subscription, in any upper or lower case.',
    online: '`true`: only users who watch something now. `false`: only users who watch nothing.',
  },
);
registry.add(schemas.Nothing, { id: 'Nothing', description: 'No parameters.' });
describe(
  schemas.RequestStream,
  { id: 'RequestStream', description: 'Asks for a slot.' },
  {
    stream: 'What is to be watched.',
    session: 'Left out, the stream is its own session: two players of one stream then share a slot.',
    device: 'Shown to the viewer when they must choose a stream to stop. At most 128 bytes in UTF-8.',
    replace: 'The sessions that may give way if all slots are in use, in this order. Nobody gives way in vain.',
  },
);
describe(
  schemas.RenewStream,
  { id: 'RenewStream', description: 'Extends a lease.' },
  { stream: 'Given when the player changed channel: the lease goes on with another stream.' },
);
describe(schemas.StopStream, { id: 'StopStream', description: 'Gives a slot back.' }, {});
describe(
  schemas.User,
  { id: 'User', description: 'An account of the streaming service.', examples: [user] },
  { Name: 'The name to show.', Subscription: 'The plan, as it was given.' },
);
describe(
  schemas.Users,
  { id: 'Users', description: 'A page of users.', examples: [examples.users] },
  {
    users:
      'By id if `subscription` was given, else in no particular order. A page may be short, or empty, and still not be the last.',
    cursor: 'Where the next page starts. Missing on the last page, and only there.',
  },
);
describe(
  schemas.Stream,
  { id: 'Stream', description: 'A live lease, as everybody sees it.', examples: [examples.stream] },
  {
    device: 'What the viewer calls the player, if it was given.',
    startedAt: 'When the lease was admitted.',
    expiresAt: 'When the slot comes free unless the lease is renewed.',
  },
);
describe(
  schemas.Streams,
  { id: 'Streams', description: 'What a user watches now.', examples: [streams] },
  {
    limit: 'How many streams the user may watch at once.',
    activeStreams: 'How many are on now.',
    streams: 'The live leases, oldest first.',
  },
);
describe(
  schemas.Lease,
  { id: 'Lease', description: "A session's right to a slot, until `expiresAt`.", examples: [lease] },
  {
    startedAt: 'When the lease was admitted. Renewing does not change it.',
    expiresAt: "When the lease expires, by the server's clock.",
    renewAfter:
      'Renew in so many seconds from now. Each answer has another value, so that players who started together do not renew together.',
    activeStreams: 'How many streams of the user are on now, this one included.',
    limit: 'How many streams the user may watch at once.',
  },
);
describe(
  schemas.Started,
  { id: 'Started', description: 'The lease of a session that starts.', examples: [examples.started] },
  {
    startedAt: 'When the lease was admitted.',
    expiresAt: "When the lease expires, by the server's clock.",
    renewAfter: 'Seconds from now to the first renewal.',
    activeStreams: 'How many streams of the user are on now, this one included.',
    limit: 'How many streams the user may watch at once.',
    replaced: 'The sessions that gave way, if any did: those of `replace`, or the oldest where the service is set so.',
  },
);
describe(
  schemas.RevokeStreams,
  { id: 'RevokeStreams', description: 'Ends all streams of a user.' },
  { blockSeconds: 'Keep the user out for so long. 0 lifts a block; left out, a block stays as it is.' },
);
describe(
  schemas.Revoked,
  { id: 'Revoked', description: 'What was ended.', examples: [examples.revoked] },
  {
    revoked: 'The sessions whose leases were live.',
    blockedUntil: 'Until when the user is kept out; missing where there is no block.',
  },
);
describe(
  schemas.EndedBy,
  { id: 'EndedBy', description: 'Who took the slot.' },
  {
    session: 'Its session.',
    device: 'What the viewer calls that player, if it was given.',
    stream: 'What it started.',
  },
);
registry.add(schemas.EndReason, { id: 'EndReason', description: 'Why a session holds no lease any more.' });
describe(
  schemas.Stopped,
  { id: 'Stopped', description: 'What is on after a stream was stopped.', examples: [stopped] },
  {
    limit: 'How many streams the user may watch at once.',
    activeStreams: 'How many are on now.',
  },
);
describe(
  schemas.Health,
  { id: 'Health', description: 'The service and its table answer.', examples: [examples.health] },
  {
    status: 'Always `ok`: a table that does not answer is a 503.',
    latencyMs: 'How long the table took, in milliseconds.',
  },
);
describe(
  schemas.FieldError,
  { id: 'FieldError', description: 'What is wrong with one field of a request.' },
  {
    path: 'Where it is, such as `Status.Online.Streams.watching`. Empty for the body as a whole.',
    message: 'What is wrong, and what would be right, in English.',
  },
);
describe(
  schemas.Problem,
  { id: 'Problem', description: '' },
  {
    type: 'The URI of the kind of problem: `urn:streamgate:problem:` and the `code`.',
    title: 'The kind of problem, in English.',
    status: 'The HTTP status, repeated.',
    detail: 'What happened this time, in English. The wording may change.',
    code: 'The kind of problem, for programs. It never changes.',
    requestId: "The request's id in the log; the same as `x-request-id`.",
    errors: 'Everything that is wrong with the request.',
    limit: 'How many streams the user may watch at once.',
    activeStreams: 'How many streams are on now.',
    streams: 'The live leases, oldest first.',
    reason: 'Why the lease ended.',
    endedAt: 'When it ended, if that is known.',
    by: 'Who took the slot, if that is known.',
    blockedUntil: 'Until when the user is kept out.',
  },
);
