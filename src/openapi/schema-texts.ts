import * as z from 'zod/mini';
import * as schemas from '../http/schemas.ts';
import * as examples from './examples.ts';

/**
 * The names and descriptions of the schemas in the document. They are not in the schemas' own files, so that no
 * function's bundle has them. For an object without a name here, each client generator would invent one.
 */
export const registry = z.registry<{ id?: string; description: string; examples?: unknown[] }>();

/** What each property means, by the schema's name. Other properties use their own schema's description. */
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
  description: 'The id of a user, such as the `sub` of their tokens: printable ASCII. In a query, encode `+` as `%2B`.',
  examples: [user.id],
});
registry.add(schemas.StreamId, {
  id: 'StreamId',
  description: 'The id of a title or channel in your catalogue: printable ASCII without blanks.',
  examples: [lease.stream],
});
registry.add(schemas.SessionId, {
  id: 'SessionId',
  description: 'One playback on one player, and the key of its lease. The player chooses it, at random.',
  examples: [lease.session],
});
registry.add(schemas.Text, {
  id: 'Text',
  description: 'Printable characters, at least one of them visible.',
});
registry.add(schemas.Tags, {
  id: 'Tags',
  description: 'Properties of a stream, for policies: at most five, names and values have 1 to 32 of `a-z0-9-`.',
  examples: [{ quality: 'uhd' }],
});
registry.add(schemas.Watching, { description: 'The ids of the live streams, oldest first.' });
const PASS_TEXT =
  'Only if the service gives passes: a Common Access Token to send with every media request for this stream. Each ' +
  'answer has a new one: always send the latest.';

describe(
  schemas.UserStatus,
  {
    id: 'UserStatus',
    description: 'The live streams of the user. Only the service writes it; expired leases are left out.',
  },
  {},
);
describe(schemas.Online, { id: 'Online', description: 'The live streams.' }, {});
describe(
  schemas.OnlineStreams,
  { id: 'OnlineStreams', description: 'The live streams.' },
  { activeStreams: 'How many streams are live.' },
);
describe(
  schemas.Offline,
  { id: 'Offline', description: 'When the user last watched.' },
  { lastOnline: 'When the user last watched. Null while a stream is live, and if they never watched.' },
);

describe(
  schemas.CreateUser,
  { id: 'CreateUser', description: 'A new user.' },
  {
    id: 'By default, the service generates a UUID.',
    Name: 'The display name.',
    Subscription:
      'The plan. It sets the limit where the service has limits by plan. Case and white space do not matter.',
    limit:
      'How many streams this user may watch, whatever the plan says; `unlimited` is 20. By default, the plan decides.',
    Status: 'Ignored: only the service counts streams. So you may send a user as the service returned it.',
    blockedUntil: 'Ignored: only `revokestreams` sets and lifts blocks.',
  },
);
describe(
  schemas.UpdateUser,
  { id: 'UpdateUser', description: 'A change of a user: at least one property besides `id`.' },
  {
    Name: 'The display name.',
    Subscription: "The plan. Refused if the viewers' tokens name it.",
    limit: 'How many streams this user may watch, whatever the plan says. Null removes it; `unlimited` is 20.',
  },
);
describe(schemas.UserById, { id: 'UserById', description: 'One user.' }, {});
describe(
  schemas.ListUsers,
  { id: 'ListUsers', description: 'Which users, and how many at once.' },
  {
    limit: 'Users per page.',
    cursor: 'The `cursor` of the previous page, with the same `subscription` and `online`.',
    subscription: 'Only users with this subscription. Case and white space do not matter.',
    online: '`true`: only users who are watching. `false`: only users who are not.',
  },
);
registry.add(schemas.Nothing, { id: 'Nothing', description: 'No parameters.' });
describe(
  schemas.RequestStream,
  { id: 'RequestStream', description: 'Asks for a slot.' },
  {
    stream: 'The id of a title or channel.',
    session: 'The playback. By default it is the stream id; two players of one stream then share a slot.',
    device:
      'The name of the player, shown to viewers who must choose a stream to stop. The service never refuses it. It ' +
      'turns line breaks into blanks, removes invisible characters and those that change the direction of text, and ' +
      'cuts the name to 128 bytes of UTF-8.',
    replace:
      'The sessions to end if all slots are in use, in this order. The string `others` instead of a list ends all ' +
      'other sessions.',
    tags: 'Properties of the stream, for the policies. A session that starts again without tags keeps its tags.',
  },
);
describe(
  schemas.RenewStream,
  { id: 'RenewStream', description: 'Extends a lease.' },
  {
    stream: 'The new stream, after a change of channel. The slot stays.',
    tags: 'The new tags, which replace all tags of the lease. Without this field, the tags stay.',
  },
);
describe(schemas.StopStream, { id: 'StopStream', description: 'Gives a slot back.' }, {});
describe(
  schemas.User,
  { id: 'User', description: 'An account of the streaming service.', examples: [user] },
  {
    Name: 'The display name.',
    Subscription: 'The plan, as you sent it.',
    limit: 'How many streams this user may watch, whatever the plan says. Missing: the plan decides.',
    blockedUntil: 'When the block ends, if there is one.',
  },
);
describe(schemas.Removed, { id: 'Removed', description: 'The removed user.' }, {});
describe(
  schemas.Users,
  { id: 'Users', description: 'A page of users.', examples: [examples.users] },
  {
    users: 'In no particular order. A page may be short or even empty and still not be the last.',
    cursor: 'Send it to get the next page. Missing only on the last page.',
  },
);
describe(
  schemas.Stream,
  { id: 'Stream', description: 'A live lease.', examples: [examples.stream] },
  {
    device: 'The name of the player, if it sent one.',
    startedAt: 'When the session got the lease.',
    expiresAt: 'When the slot comes free, unless the player renews its lease.',
    tags: 'Properties of the stream, for policies.',
  },
);
describe(
  schemas.PolicyState,
  { id: 'PolicyState', description: 'How much of a policy a user has in use.' },
  {
    limit: "How many the policy allows under the user's plan.",
    active:
      'How many are in use. A policy with `per` counts each value of its tag separately; this is the highest count.',
    enforced: 'Whether the policy is enforced for this user. If not, it only counts what it would deny.',
  },
);
describe(
  schemas.Streams,
  { id: 'Streams', description: 'The live streams of a user.', examples: [streams] },
  {
    limit: 'How many streams the user may watch at once.',
    activeStreams: 'How many streams are live.',
    blockedUntil: 'When the block ends, if there is one.',
    streams: 'The live leases, oldest first.',
    policies: "The policies that apply to the user's plan. Missing: there are none.",
  },
);
describe(
  schemas.Lease,
  { id: 'Lease', description: "A session's right to a slot, until `expiresAt`.", examples: [lease] },
  {
    startedAt: 'When the session got the lease. Renewing does not change it.',
    expiresAt: "When the lease expires, by the server's clock.",
    renewAfter:
      'Seconds from this request to the next. It varies, so that players that start together do not renew together.',
    activeStreams: 'How many streams of the user are live, including this one.',
    limit: 'How many streams the user may watch at once.',
    pass: PASS_TEXT,
  },
);
describe(
  schemas.Started,
  { id: 'Started', description: 'The lease of a session that has started.', examples: [examples.started] },
  {
    startedAt: 'When the session got the lease.',
    expiresAt: "When the lease expires, by the server's clock.",
    renewAfter: 'Seconds from this request to the first renewal.',
    activeStreams: 'How many streams of the user are live, including this one.',
    limit: 'How many streams the user may watch at once.',
    pass: PASS_TEXT,
    replaced:
      'The sessions that ended, if any: some of `replace`, or the oldest if the service is set to `replace-oldest`.',
  },
);
describe(
  schemas.RevokeStreams,
  { id: 'RevokeStreams', description: 'Ends all streams of a user.' },
  { blockSeconds: 'How long to block the user, in seconds. 0 lifts a block. By default, a block stays as it is.' },
);
describe(
  schemas.Revoked,
  { id: 'Revoked', description: 'The ended streams.', examples: [examples.revoked] },
  {
    revoked: 'The sessions whose leases were live.',
    blockedUntil: 'When the block ends, if there is one.',
  },
);
describe(
  schemas.EndedBy,
  { id: 'EndedBy', description: 'The session that took the slot.' },
  {
    session: 'Its id.',
    device: 'The name of that player, if it sent one.',
    stream: 'The stream it started.',
  },
);
registry.add(schemas.EndReason, { id: 'EndReason', description: 'Why a session no longer holds a lease.' });
describe(
  schemas.Stopped,
  { id: 'Stopped', description: 'The streams that are live after a stop.', examples: [stopped] },
  {
    limit: 'How many streams the user may watch at once.',
    activeStreams: 'How many streams are live.',
  },
);
describe(
  schemas.Health,
  { id: 'Health', description: 'The service and its table answer.', examples: [examples.health] },
  {
    status: 'If the table does not answer, the answer is a 503 instead.',
    latencyMs: 'How long the table took, in milliseconds.',
  },
);
describe(
  schemas.FieldError,
  { id: 'FieldError', description: 'A mistake in one field of a request.' },
  {
    path: 'The field, such as `Status.Online.Streams.watching`. Empty for the body as a whole.',
    message: 'The mistake, in English.',
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
    errors: 'All mistakes in the request.',
    limit: 'How many streams the user may watch at once, or how many the `policy` allows.',
    activeStreams: 'How many streams are live.',
    streams: 'The live leases, oldest first.',
    policy: 'The name of the policy that denies the start. Missing: the limit denies it.',
    active: 'How many the policy counts now.',
    sessions: 'The sessions to offer for `replace`. Empty: ending a stream would not help.',
    reason: 'Why the lease ended.',
    endedAt: 'When the lease ended, if known.',
    by: 'The session that took the slot, if known.',
    blockedUntil: 'When the block ends.',
  },
);
