import { gzipSync } from 'node:zlib';
import { codeOf, FILES } from '../player/build.mjs';
import type { Bar } from './bars.ts';

/** In bytes, compressed by gzip. */
const LIMITS: Readonly<Record<string, number>> = {
  'streamgate-player.js': 6144,
  'streamgate-player.classic.js': 7168,
  'hlsjs.js': 1536,
  'shaka.js': 1280,
  'videojs.js': 1536,
  'native.js': 1536,
};

/** What a page loads of the player, by file: bytes, and bytes compressed by gzip. */
export const playerSizes = (): Promise<{ file: string; bytes: number; compressed: number }[]> =>
  Promise.all(
    FILES.map(async (file) => {
      const code = await codeOf(file);
      return { file, bytes: Buffer.byteLength(code), compressed: gzipSync(code, { level: 9 }).length };
    }),
  );

export const playerBars = (sizes: Awaited<ReturnType<typeof playerSizes>>): Bar[] =>
  sizes.map(({ file, compressed }) => {
    const limit = LIMITS[file] ?? 0;
    return { bar: `${file}: bytes, compressed`, limit, measured: compressed, met: compressed <= limit };
  });
