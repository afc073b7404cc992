import * as z from 'zod/mini';
import { Text, UserId } from './parts.ts';

const ONLY_THE_SERVICE_COUNTS = 'as only the service counts streams';

export const IdleStreams = z.strictObject({
  activeStreams: z.literal(0, `must be 0, ${ONLY_THE_SERVICE_COUNTS}`),
  watching: z.array(z.unknown()).check(z.maxLength(0, `must be empty, ${ONLY_THE_SERVICE_COUNTS}`)),
});
export const IdleOnline = z.strictObject({ Streams: IdleStreams });
export const IdleOffline = z.strictObject({ lastOnline: z.null(`must be null, ${ONLY_THE_SERVICE_COUNTS}`) });

/** The status of a user who watches nothing: the only one that a caller may give. */
export const IdleStatus = z.strictObject({ Online: IdleOnline, offline: IdleOffline });

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

/** The longest holds an id and a plan that its spelling makes longer, in JSON and base64. */
const MAX_CURSOR = 4096;

export const ListUsers = z.strictObject({
  limit: z._default(
    z.pipe(
      wholeNumber,
      z.int('must be a whole number').check(z.gte(1, 'must be at least 1'), z.lte(100, 'must be at most 100')),
    ),
    25,
  ),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(MAX_CURSOR))),
  subscription: z.optional(Text),
  online: z.optional(z.enum(['true', 'false'])),
});

export const Nothing = z.strictObject({});
