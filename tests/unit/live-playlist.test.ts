import { expect, test } from '@jest/globals';
import { livePlaylist } from '../../src/local/media/live.ts';

const RECORDED = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-MAP:URI="init.mp4"
${Array.from({ length: 10 }, (_, index) => `#EXTINF:2.000000,\n${index}.m4s\n`).join('')}#EXT-X-ENDLIST
`;

const shown = (elapsed: number): string[] =>
  livePlaylist(RECORDED, elapsed)
    .split('\n')
    .filter((line) => /\.m4s$|SEQUENCE|DISCONTINUITY$/.test(line));

test('a live playlist advances by a segment when one ends, and has no end', () => {
  const segments = [0, 1, 2, 3, 4, 5].map((index) => `${index}.m4s`);
  expect(shown(0)).toEqual(['#EXT-X-MEDIA-SEQUENCE:0', '#EXT-X-DISCONTINUITY-SEQUENCE:0', ...segments]);
  expect(shown(1999)).toEqual(shown(0));
  expect(shown(2000)[0]).toBe('#EXT-X-MEDIA-SEQUENCE:1');
  expect(livePlaylist(RECORDED, 0)).toContain('#EXT-X-MAP:URI="init.mp4"');
  expect(livePlaylist(RECORDED, 0)).not.toMatch(/ENDLIST|VOD/);
});

test('where the recording repeats there is a discontinuity, which is counted once it has passed', () => {
  expect(shown(14_000)).toEqual([
    '#EXT-X-MEDIA-SEQUENCE:7',
    '#EXT-X-DISCONTINUITY-SEQUENCE:0',
    ...['7.m4s', '8.m4s', '9.m4s'],
    '#EXT-X-DISCONTINUITY',
    ...['0.m4s', '1.m4s', '2.m4s'],
  ]);
  expect(shown(20_000).slice(0, 3)).toEqual(['#EXT-X-MEDIA-SEQUENCE:10', '#EXT-X-DISCONTINUITY-SEQUENCE:1', '0.m4s']);
});
