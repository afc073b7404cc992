import * as z from 'zod/mini';
import { cleanLabel } from '../label.ts';

// Without a lookahead: the OpenAPI document has these expressions too, and not every engine has lookaheads. They accept
// an empty id, which `minLength` refuses, so that it causes one error and not two.
const WITH_BLANKS = /^( *[!-~][ -~]*)?$/;
const WITHOUT_BLANKS = /^[!-~]*$/;

const id = (max: number, pattern: RegExp, message: string) =>
  z.string().check(z.minLength(1), z.maxLength(max), z.regex(pattern, message));

/** Fits any `sub` of an OIDC issuer: at most 255 ASCII characters (OpenID Connect Core, section 2). */
export const UserId = id(255, WITH_BLANKS, 'must be printable ASCII characters, not only blanks');

const PLAIN = 'must be printable ASCII characters without blanks';
/** Fits the ids of catalogues: EIDR, `crid://`, a GUID in braces, base64. */
export const StreamId = id(128, WITHOUT_BLANKS, PLAIN);
/** As long as a stream's, because the stream is the session of a start without one. */
export const SessionId = id(128, WITHOUT_BLANKS, PLAIN);

// No control characters, line separators, bidirectional overrides or lone surrogates. At least one visible character:
// not only blanks, marks without a letter, or characters that show nothing, such as U+200B, U+2800, U+3164 and the tags
// from U+E0000 on.
const PRINTABLE =
  /^(?=.*(?![\p{Default_Ignorable_Code_Point}\u2800])[\p{L}\p{N}\p{P}\p{S}]|$)[ -~\u00a0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\ufefe\uff00-\u{10ffff}]*$/u;
export const Text = z
  .string()
  .check(
    z.minLength(1),
    z.maxLength(128),
    z.regex(PRINTABLE, 'must be printable characters, at least one of them visible'),
  );

/** A label for people. Any text is accepted and cleaned. Undefined if nothing visible is left. */
export const Device = z.pipe(
  z.string(),
  z.transform((label) => z.safeParse(Text, cleanLabel(label)).data),
);
