import type { BuildOptions } from 'esbuild';

/** What is published, by file: how esbuild makes it. */
export const BUILDS: Readonly<Record<'streamgate-player.js' | 'streamgate-player.classic.js', BuildOptions>>;
