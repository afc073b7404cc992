import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { BUILDS } from '../player/build.mjs';
import type { Bar } from './bars.ts';

/** In bytes, compressed by gzip. */
const LIMITS: Readonly<Record<string, number>> = {
  'streamgate-player.js': 4096,
  'streamgate-player.classic.js': 5120,
};

/** What a page loads of the player, by file: bytes, and bytes compressed by gzip. */
export async function playerSizes(): Promise<{ file: string; bytes: number; compressed: number }[]> {
  const builds: [string, BuildOptions][] = Object.entries(BUILDS);
  return Promise.all(
    builds.map(async ([file, options]) => {
      const { outputFiles = [] } = await build({ ...options, outfile: file, write: false });
      const code = outputFiles[0]?.contents ?? new Uint8Array();
      return { file, bytes: code.length, compressed: gzipSync(code, { level: 9 }).length };
    }),
  );
}

export const playerBars = (sizes: Awaited<ReturnType<typeof playerSizes>>): Bar[] =>
  sizes.map(({ file, compressed }) => {
    const limit = LIMITS[file] ?? 0;
    return { bar: `${file}: bytes, compressed`, limit, measured: compressed, met: compressed <= limit };
  });
