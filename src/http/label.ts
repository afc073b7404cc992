/** As each lease holds one, and the item is to stay under 1 KB, which is what one write unit writes. */
const MAX_BYTES = 128;

/**
 * A label that a device gave itself, such as its user agent: in Unicode's form C, a line break or a tab as a blank,
 * without other control characters, lone surrogates and what changes the direction of text; cut to 128 bytes of UTF-8.
 */
export function cleanLabel(label: string): string {
  const clean = label
    .replace(/[\t-\r\u0085\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\p{Cs}\p{Bidi_Control}\ufeff]/gu, '')
    .normalize('NFC')
    .trim();
  return bytesOf(clean) <= MAX_BYTES ? clean : cut(clean).trimEnd();
}

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** Cuts where a person sees a character end: not within a letter and its marks, a flag or a family. */
function cut(text: string): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (bytesOf(kept + segment) > MAX_BYTES) break;
    kept += segment;
  }
  return kept;
}
