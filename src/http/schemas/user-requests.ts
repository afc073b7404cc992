import * as z from 'zod/mini';
import { MAX_LIMIT } from '../../domain/limits.ts';
import { Text, UserId } from './parts.ts';

const LIMIT_ERROR = `must be a whole number from 0 to ${MAX_LIMIT}, or "unlimited"`;

/** The user's own limit, which overrides the plan's. */
const WholeLimit = z.int(LIMIT_ERROR).check(z.gte(0, LIMIT_ERROR), z.lte(MAX_LIMIT, LIMIT_ERROR));
const Unlimited = z.pipe(
  z.literal('unlimited', LIMIT_ERROR),
  z.transform(() => MAX_LIMIT),
);
export const UserLimit = z.union([WholeLimit, Unlimited], LIMIT_ERROR);

/**
 * Accepts what getuser returns. It ignores `Status`, because only the service counts streams, and `blockedUntil`,
 * because only `streams:admin` sets blocks.
 */
export const CreateUser = z.strictObject({
  id: z.optional(UserId),
  Name: Text,
  Subscription: Text,
  limit: z.optional(UserLimit),
  Status: z.optional(z.unknown()),
  blockedUntil: z.optional(z.unknown()),
});

export const UpdateUser = z
  .strictObject({
    id: UserId,
    Name: z.optional(Text),
    Subscription: z.optional(Text),
    limit: z.optional(z.union([WholeLimit, Unlimited, z.null()], `${LIMIT_ERROR}, or null to lift it`)),
  })
  .check(
    z.refine(({ Name, Subscription, limit }) => [Name, Subscription, limit].some((value) => value !== undefined), {
      path: ['Name'],
      message: 'or Subscription or limit must be given',
    }),
  );

export const UserById = z.strictObject({ id: UserId });

const wholeNumber = z.transform((text: unknown) =>
  typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text,
);

/** Enough for the longest id and plan, in JSON and base64. */
const MAX_CURSOR = 4096;

const CURSOR_ERROR = 'is not a cursor that this listing returned';

export const ListUsers = z.strictObject({
  limit: z._default(
    z.pipe(
      wholeNumber,
      z.int('must be a whole number').check(z.gte(1, 'must be at least 1'), z.lte(100, 'must be at most 100')),
    ),
    25,
  ),
  cursor: z.optional(z.string().check(z.minLength(1), z.maxLength(MAX_CURSOR), z.regex(/^[\w-]*$/, CURSOR_ERROR))),
  subscription: z.optional(Text),
  online: z.optional(z.enum(['true', 'false'])),
});

export const Nothing = z.strictObject({});
