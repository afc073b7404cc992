const MAX_BYTES = 128;

const bytesOf = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

/** What a person sees as one character each, where the engine can tell. */
const charactersOf = (text: string): string[] =>
  typeof Intl === 'object' && Intl.Segmenter
    ? Array.from(new Intl.Segmenter().segment(text), ({ segment }) => segment)
    : Array.from(text);

/**
 * The name of a device as the service keeps it: cleaned, and cut to 128 bytes of UTF-8. A bad name must cost no start.
 */
export function labelOf(device: unknown): string {
  const clean = `${device ?? ''}`
    .replace(/[\t-\r\x85\u2028\u2029]+/g, ' ')
    // All but control characters and those that change the direction of text.
    .replace(/[^ -~\xa0-\u061b\u061d-\u200d\u2010-\u2027\u202f-\u2065\u206a-\ufefe\uff00-\uffff]/g, '')
    .normalize()
    .trim();
  let left = MAX_BYTES;
  const kept = charactersOf(clean).filter((character) => {
    for (const part of character) left -= bytesOf(part.codePointAt(0) ?? 0);
    return left >= 0;
  });
  return kept.join('').trim();
}
