// Builds dist/: the module, the classic script for old engines, and the types.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { minify } from 'terser';

const FOLDER = dirname(fileURLToPath(import.meta.url));

/**
 * What is published, by file: where it begins in src/, the shape of the script, and the year of the language. What not
 * every page needs becomes an entry of its own: a row here, one in `exports` of package.json, and a limit in
 * bench/player.ts.
 */
const BUILDS = {
  'streamgate-player.js': { entry: 'index.ts', format: 'esm', year: 2020 },
  'streamgate-player.classic.js': { entry: 'index.ts', format: 'iife', globalName: 'Streamgate', year: 2015 },
  'hlsjs.js': { entry: 'hlsjs.ts', format: 'esm', year: 2020 },
  'shaka.js': { entry: 'shaka.ts', format: 'esm', year: 2020 },
  'videojs.js': { entry: 'videojs.ts', format: 'esm', year: 2020 },
  'native.js': { entry: 'native.ts', format: 'esm', year: 2020 },
};
export const FILES = Object.keys(BUILDS);

/** Names that only the modules of this package use among themselves. */
const INTERNAL =
  /^(inherited|release|wall|after|date|newSession|look|until|retryAfter|dispatch|lock|storage|leave|stopOnItsWay|mayBeHeld|exchange|giveBack|looksAfter|letGo|barred|problem|keepFresh|learn|renew|lasts|moved|onSeek)$/;

/** The code of a file, as it is published. */
export async function codeOf(file) {
  const { entry, year, ...shape } = BUILDS[file];
  const { outputFiles } = await build({
    absWorkingDir: FOLDER,
    entryPoints: [`src/${entry}`],
    bundle: true,
    minify: true,
    legalComments: 'none',
    mangleProps: INTERNAL,
    define: { 'Number.POSITIVE_INFINITY': 'Infinity', 'Number.NaN': 'NaN' },
    target: `es${year}`,
    write: false,
    ...shape,
  });
  const { code } = await minify(outputFiles[0].text, {
    ecma: year,
    module: shape.format === 'esm',
    // Nothing here is called with `new`, or asks for `this` or for how many arguments a function takes.
    compress: { passes: 3, keep_fargs: false, unsafe_arrows: true, unsafe_methods: true },
  });
  return `${code}\n`;
}

async function buildAll() {
  const dist = join(FOLDER, 'dist');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist);
  for (const file of FILES) writeFileSync(join(dist, file), await codeOf(file));
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const types = ['--noEmit', 'false', '--emitDeclarationOnly', '--declaration', '--rootDir', 'src', '--outDir', 'dist'];
  execFileSync(process.execPath, [tsc, '-p', FOLDER, ...types], { cwd: FOLDER, stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
