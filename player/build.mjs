// Builds dist/: the module, the classic script for old engines, and the types.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const FOLDER = dirname(fileURLToPath(import.meta.url));

const COMMON = {
  absWorkingDir: FOLDER,
  entryPoints: ['src/index.ts'],
  bundle: true,
  minify: true,
  legalComments: 'none',
  // Names that only the modules of this package use among themselves.
  mangleProps: /^(inherited|release|wall|after|newSession|look|until|retryAfter|dispatch|lock|storage)$/,
  logLevel: 'warning',
};

/** What is published, by file. */
export const BUILDS = {
  'streamgate-player.js': { ...COMMON, format: 'esm', target: 'es2020' },
  'streamgate-player.classic.js': { ...COMMON, format: 'iife', globalName: 'Streamgate', target: 'es2015' },
};

async function buildAll() {
  rmSync(join(FOLDER, 'dist'), { recursive: true, force: true });
  for (const [file, options] of Object.entries(BUILDS)) await build({ ...options, outfile: `dist/${file}` });
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
  const types = ['--noEmit', 'false', '--emitDeclarationOnly', '--declaration', '--rootDir', 'src', '--outDir', 'dist'];
  execFileSync(process.execPath, [tsc, '-p', FOLDER, ...types], { cwd: FOLDER, stdio: 'inherit' });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildAll();
