import * as z from 'zod/mini';
import { SessionId, StreamId, Text, UserId } from './parts.ts';

export const RequestStream = z.strictObject({
  id: UserId,
  stream: StreamId,
  session: z.optional(SessionId),
  device: z.optional(Text),
});

export const RenewStream = z.strictObject({ id: UserId, session: SessionId, stream: z.optional(StreamId) });

export const StopStream = z.strictObject({ id: UserId, session: SessionId });
