import * as z from 'zod/mini';

const ID_CHARACTERS = 'may hold only A-Z a-z 0-9 . _ : @ | + -';
const id = (max: number) =>
  z.string().check(z.minLength(1), z.maxLength(max), z.regex(/^[A-Za-z0-9._:@|+-]*$/, ID_CHARACTERS));

/** What OIDC issuers put in `sub` fits. */
export const UserId = id(128);
export const StreamId = id(64);
export const SessionId = id(64);

// No control characters, line separators, bidirectional overrides or lone surrogates, and not only blanks.
const PRINTABLE = /^(?=.*\S|$)[ -~\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\u{10ffff}]*$/u;
export const Text = z
  .string()
  .check(z.minLength(1), z.maxLength(128), z.regex(PRINTABLE, 'must be printable characters, and not only blanks'));

const ONLY_THE_SERVICE_COUNTS = 'as only the service counts streams';

/** The status of a user who watches nothing: the only one that a caller may give. */
export const IdleStatus = z.strictObject({
  Online: z.strictObject({
    Streams: z.strictObject({
      activeStreams: z.literal(0, `must be 0, ${ONLY_THE_SERVICE_COUNTS}`),
      watching: z.array(z.unknown()).check(z.maxLength(0, `must be empty, ${ONLY_THE_SERVICE_COUNTS}`)),
    }),
  }),
  offline: z.strictObject({ lastOnline: z.null(`must be null, ${ONLY_THE_SERVICE_COUNTS}`) }),
});

export const CreateUser = z.strictObject({
  id: z.optional(UserId),
  Name: Text,
  Subscription: Text,
  Status: z.optional(IdleStatus),
});

export const UserById = z.strictObject({ id: UserId });

const wholeNumber = z.transform((text: unknown) =>
  typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text,
);

export const ListUsers = z.strictObject({
  limit: z._default(
    z.pipe(
      wholeNumber,
      z.int('must be a whole number').check(z.gte(1, 'must be at least 1'), z.lte(100, 'must be at most 100')),
    ),
    25,
  ),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(1024))),
  subscription: z.optional(Text),
  online: z.optional(z.enum(['true', 'false'])),
});

export const RequestStream = z.strictObject({
  id: UserId,
  stream: StreamId,
  session: z.optional(SessionId),
  device: z.optional(Text),
});

export const RenewStream = z.strictObject({ id: UserId, session: SessionId, stream: z.optional(StreamId) });

export const StopStream = z.strictObject({ id: UserId, session: SessionId });

export const Nothing = z.strictObject({});

const Count = z.int().check(z.gte(0));
const Time = z.iso.datetime();
export const Watching = z.array(StreamId);

export const User = z.strictObject({
  id: UserId,
  Name: Text,
  Subscription: Text,
  Status: z.strictObject({
    Online: z.strictObject({ Streams: z.strictObject({ activeStreams: Count, watching: Watching }) }),
    offline: z.strictObject({ lastOnline: z.nullable(Time) }),
  }),
});

export const Users = z.strictObject({ users: z.array(User), cursor: z.optional(z.string()) });

export const Stream = z.strictObject({
  session: SessionId,
  stream: StreamId,
  device: z.optional(Text),
  startedAt: Time,
  expiresAt: Time,
});

export const Streams = z.strictObject({ id: UserId, limit: Count, activeStreams: Count, streams: z.array(Stream) });

export const Lease = z.strictObject({
  id: UserId,
  session: SessionId,
  stream: StreamId,
  startedAt: Time,
  expiresAt: Time,
  renewAfter: z.number().check(z.gte(0)),
  activeStreams: Count,
  limit: Count,
  watching: Watching,
});

export const Stopped = z.strictObject({
  id: UserId,
  session: SessionId,
  limit: Count,
  activeStreams: Count,
  watching: Watching,
});

export const Health = z.strictObject({ status: z.literal('ok'), latencyMs: z.number() });

/** RFC 9457, with a stable `code`. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  requestId: z.string(),
  errors: z.optional(z.array(z.strictObject({ path: z.string(), message: z.string() }))),
  limit: z.optional(Count),
  activeStreams: z.optional(Count),
  streams: z.optional(z.array(Stream)),
});
