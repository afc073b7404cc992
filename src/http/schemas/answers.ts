import * as z from 'zod/mini';
import { SessionId, StreamId, Text, UserId } from './parts.ts';
import { Tags } from './tags.ts';

// The schemas allow further fields, so a field that is added later breaks no strict client.
const Count = z.int().check(z.gte(0));
const Time = z.iso.datetime();
export const Watching = z.array(StreamId);

export const OnlineStreams = z.object({ activeStreams: Count, watching: Watching });
export const Online = z.object({ Streams: OnlineStreams });
export const Offline = z.object({ lastOnline: z.nullable(Time) });
export const UserStatus = z.object({ Online, offline: Offline });

export const User = z.object({
  id: UserId,
  Name: Text,
  Subscription: Text,
  limit: z.optional(Count),
  blockedUntil: z.optional(Time),
  Status: UserStatus,
});

export const Removed = z.object({ id: UserId });

export const Users = z.object({ users: z.array(User), cursor: z.optional(z.string()) });

export const Stream = z.object({
  session: SessionId,
  stream: StreamId,
  device: z.optional(Text),
  startedAt: Time,
  expiresAt: Time,
  tags: z.optional(Tags),
});

export const PolicyState = z.object({ name: z.string(), limit: Count, active: Count, enforced: z.boolean() });

export const Streams = z.object({
  id: UserId,
  limit: Count,
  activeStreams: Count,
  blockedUntil: z.optional(Time),
  streams: z.array(Stream),
  policies: z.optional(z.array(PolicyState)),
});

export const Lease = z.object({
  id: UserId,
  session: SessionId,
  stream: StreamId,
  startedAt: Time,
  expiresAt: Time,
  renewAfter: z.number().check(z.gte(0)),
  activeStreams: Count,
  limit: Count,
  watching: Watching,
  pass: z.optional(z.string()),
});

export const Started = z.extend(Lease, { replaced: z.optional(z.array(SessionId)) });

export const Revoked = z.object({ id: UserId, revoked: z.array(SessionId), blockedUntil: z.optional(Time) });

export const EndReason = z.enum(['replaced', 'expired', 'revoked', 'unknown']);
export const EndedBy = z.object({ session: SessionId, device: z.optional(Text), stream: StreamId });

export const Stopped = z.object({
  id: UserId,
  session: SessionId,
  limit: Count,
  activeStreams: Count,
  watching: Watching,
});

export const Health = z.object({ status: z.literal('ok'), latencyMs: z.number() });

export const FieldError = z.object({ path: z.string(), message: z.string() });

/** RFC 9457, with a stable `code`. Some codes have the optional fields: src/openapi/problems.ts says which. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.optional(z.array(FieldError)),
  limit: z.optional(Count),
  activeStreams: z.optional(Count),
  streams: z.optional(z.array(Stream)),
  policy: z.optional(z.string()),
  active: z.optional(Count),
  sessions: z.optional(z.array(SessionId)),
  reason: z.optional(EndReason),
  endedAt: z.optional(Time),
  by: z.optional(EndedBy),
  blockedUntil: z.optional(Time),
});
