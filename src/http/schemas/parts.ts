import * as z from 'zod/mini';

const ID_CHARACTERS = 'may hold only A-Z a-z 0-9 . _ : @ | + -';
const id = (max: number) =>
  z.string().check(z.minLength(1), z.maxLength(max), z.regex(/^[A-Za-z0-9._:@|+-]*$/, ID_CHARACTERS));

/** What OIDC issuers put in `sub` fits. */
export const UserId = id(128);
export const StreamId = id(64);
export const SessionId = id(64);

// No control characters, line separators, bidirectional overrides or lone surrogates; and something to see: not only blanks,
// marks without a letter, or characters that show nothing, such as U+200B, U+2800, U+3164 and the tags from U+E0000 on.
const PRINTABLE =
  /^(?=.*(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]|$)[ -~\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\u{10ffff}]*$/u;
export const Text = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(128),
    z.regex(PRINTABLE, 'must be printable characters, at least one of them visible'),
  );

const MAX_DEVICE_BYTES = 128;
/** Bounded in bytes too, as each lease holds one and the item is to stay under 1 KB, which is what one write unit writes. */
export const Device = Text.check(
  z.refine(
    // Whoever is over 128 characters is told that already.
    (device) => device.length > MAX_DEVICE_BYTES || new TextEncoder().encode(device).length <= MAX_DEVICE_BYTES,
    `must be at most ${MAX_DEVICE_BYTES} bytes long in UTF-8`,
  ),
);
