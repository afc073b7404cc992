/** Every lease has a label, and the item should stay within one write unit, 1 KB. */
const MAX_BYTES = 128;

/**
 * A label that a device gave itself, such as its user agent: normalised to NFC, with blanks for line breaks and tabs,
 * without other control characters, lone surrogates and bidirectional overrides, cut to 128 bytes of UTF-8.
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

/**
 * Cuts between visible characters (graphemes): not within a letter and its marks, a flag or an emoji of several people.
 */
function cut(text: string): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (bytesOf(kept + segment) > MAX_BYTES) break;
    kept += segment;
  }
  return kept;
}
