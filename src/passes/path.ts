/**
 * The path that a pass opens, with a whole segment for the stream: `{stream}` as it is, or `{stream64}` in base64url.
 * It begins and ends with a slash, so that the pass of `a` does not open `ab`.
 */
export const PASS_PATH = /^\/(?:[A-Za-z0-9._~-]+\/)*\{stream(?:64)?\}\/(?:[A-Za-z0-9._~-]+\/)*$/;

/** Characters that no client encodes in a path, and that every origin reads literally. */
const PLAIN_SEGMENT = /^[A-Za-z0-9._~!$&'()*+,=:@-]+$/;
const ONLY_DOTS = /^\.+$/;

/** @returns undefined if the stream's id cannot be in a path: the pass of `a` must not open `a/b` */
export function passPath(template: string, stream: string): string | undefined {
  if (template.includes('{stream64}')) {
    return template.replace('{stream64}', () => Buffer.from(stream).toString('base64url'));
  }
  if (!PLAIN_SEGMENT.test(stream) || ONLY_DOTS.test(stream)) return undefined;
  return template.replace('{stream}', () => stream);
}

export const PATH_ERROR =
  "must be letters, digits and any of ._~!$&'()*+,=:@- and not only dots, as it is part of a path (PASS_PATH)";
