/** How many segments a live playlist shows. */
const WINDOW = 6;

interface Segment {
  readonly seconds: number;
  /** Its lines in the playlist, with its address. */
  readonly lines: string;
}

/**
 * The playlist of a live stream at a moment: it repeats a recorded one for ever.
 * @param recorded a media playlist of HLS, with one `EXT-X-MAP`
 * @param elapsed since the stream began, in milliseconds
 */
export function livePlaylist(recorded: string, elapsed: number): string {
  const segments = segmentsOf(recorded);
  const { length } = segments;
  const seconds = segments.reduce((sum, segment) => sum + segment.seconds, 0) / length;
  const first = Math.floor(elapsed / 1000 / seconds);
  const shown = Array.from({ length: WINDOW }, (_, index) => first + index).flatMap((number) => {
    // The recording starts again here, so its clock jumps back.
    const isSeam = number % length === 0 && number > first;
    return [...(isSeam ? ['#EXT-X-DISCONTINUITY'] : []), segments[number % length]?.lines ?? ''];
  });
  return [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    /^#EXT-X-TARGETDURATION:.*$/m.exec(recorded)?.[0] ?? '',
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${Math.floor(first / length)}`,
    /^#EXT-X-MAP:.*$/m.exec(recorded)?.[0] ?? '',
    ...shown,
    '',
  ].join('\n');
}

const segmentsOf = (playlist: string): Segment[] =>
  [...playlist.matchAll(/^#EXTINF:([\d.]+),.*\n(.+)$/gm)].map(([lines, seconds]) => ({
    seconds: Number(seconds),
    lines,
  }));
