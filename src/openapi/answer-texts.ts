import * as schemas from '../http/schemas.ts';
import * as examples from './examples.ts';
import { describe, registry } from './registry.ts';

const PASS_TEXT =
  'Only if the service gives passes: a Common Access Token to send with every media request for this stream. Each ' +
  'answer has a new one: always send the latest.';

/** Names and describes what an answer has. */
export function describeAnswers(): void {
  const { lease, stopped, streams, user } = examples;

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
}
