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
