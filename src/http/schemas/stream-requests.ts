import * as z from 'zod/mini';
import { Device, SessionId, StreamId, UserId } from './parts.ts';
import { Tags } from './tags.ts';

/** As many as the most slots that a user can have (STREAM_LIMIT). */
const MAX_REPLACED = 20;

/** An empty list counts as missing: generated Java clients send one. */
const Replace = z.array(SessionId).check(
  z.maxLength(MAX_REPLACED, `must name at most ${MAX_REPLACED} sessions`),
  z.refine((sessions) => new Set(sessions).size === sessions.length, 'must name each session once'),
);

/** All other sessions of the user, even if there is room. */
const Others = z.literal('others', 'must be a list of sessions, or "others"');

export const RequestStream = z
  .strictObject({
    id: UserId,
    stream: StreamId,
    session: z.optional(SessionId),
    device: z.optional(Device),
    tags: z.optional(Tags),
    replace: z.optional(z.union([Replace, Others])),
  })
  .check(
    z.refine(({ session, stream, replace }) => !Array.isArray(replace) || !replace.includes(session ?? stream), {
      path: ['replace'],
      message: 'must not name the session that starts',
    }),
  );

export const RenewStream = z.strictObject({
  id: UserId,
  session: SessionId,
  stream: z.optional(StreamId),
  tags: z.optional(Tags),
});

export const StopStream = z.strictObject({ id: UserId, session: SessionId });

const MAX_BLOCK_SECONDS = 7 * 24 * 60 * 60;
const BLOCK_ERROR = `must be a whole number of seconds from 0 to ${MAX_BLOCK_SECONDS}`;

export const RevokeStreams = z.strictObject({
  id: UserId,
  blockSeconds: z.optional(z.int(BLOCK_ERROR).check(z.gte(0, BLOCK_ERROR), z.lte(MAX_BLOCK_SECONDS, BLOCK_ERROR))),
});
