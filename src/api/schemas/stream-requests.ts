import * as z from 'zod/mini';
import { Device, SessionId, StreamId, UserId } from './parts.ts';

export const RequestStream = z.strictObject({
  id: UserId,
  stream: StreamId,
  session: z.optional(SessionId),
  device: z.optional(Device),
});

export const RenewStream = z.strictObject({ id: UserId, session: SessionId, stream: z.optional(StreamId) });

export const StopStream = z.strictObject({ id: UserId, session: SessionId });
