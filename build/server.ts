import { fileURLToPath } from 'node:url';
import { type BuildResult, build, type Plugin } from 'esbuild';

const { default: plugins }: { default: Plugin[] } = await import(new URL('plugins.mjs', import.meta.url).href);

/** Bundles the process of an instance into one file: for `npm run serve`, and for the fleet's archive. */
export const bundleServer = (outfile: string): Promise<BuildResult<{ metafile: true }>> =>
  build({
    entryPoints: [fileURLToPath(new URL('../src/server/main.ts', import.meta.url))],
    outfile,
    metafile: true,
    bundle: true,
    // Names stay: they are in the log's stacks. esbuild's keepNames would set one each time that a function is made.
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    // fastify loads its parts as CommonJS does.
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    logLevel: 'warning',
    plugins,
  });
