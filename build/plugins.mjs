// What serverless-esbuild adds to esbuild. Plain JavaScript, as it loads this file as it is.
import { readFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * `import script from 'bundle:../console/main.ts'` gives the text of what a browser is to load: scripts and styles
 * bundled and minified, anything else as it is. So a page travels inside the function that serves it.
 */
const browserBundles = {
  name: 'browser-bundles',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^bundle:/ }, ({ path, importer }) => ({
      namespace: 'bundle',
      path: resolve(dirname(importer), path.slice('bundle:'.length)),
    }));
    onLoad({ filter: /.*/, namespace: 'bundle' }, async ({ path }) => ({
      contents: ['.ts', '.css'].includes(extname(path)) ? await bundle(path) : await readFile(path, 'utf8'),
      loader: 'text',
    }));
  },
};

/**
 * `import html from 'page:../pages/docs/page.ts'` gives the text that this module exports by default. The module runs
 * when the function is built, so what makes the page is not in the function.
 */
const madePages = {
  name: 'made-pages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^page:/ }, ({ path, importer }) => ({
      namespace: 'page',
      path: resolve(dirname(importer), path.slice('page:'.length)),
    }));
    onLoad({ filter: /.*/, namespace: 'page' }, async ({ path }) => {
      const code = await bundle(path);
      const page = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
      return { contents: page.default, loader: 'text' };
    });
  },
};

/** What only some stages need: a module that is imported when it is, and its name in the bundle. */
const PARTS = { 'src/passes/open.ts': 'passes' };

/**
 * Gives each part a file of its own beside the function's: `request-stream.passes.mjs`. A stage without passes loads
 * nothing of it. serverless-esbuild puts what is named so into that function's archive and no other. A bundle that is
 * one file, as an instance has, keeps the part within.
 */
const parts = {
  name: 'parts',
  setup({ initialOptions, onResolve, onEnd }) {
    if (initialOptions.format !== 'esm') return;
    const {
      entryPoints: [entry] = [],
      outfile = basename(String(entry)),
      outExtension = {},
      ...options
    } = initialOptions;
    const folder = initialOptions.outdir ?? dirname(initialOptions.outfile);
    const extension = outExtension['.js'] ?? (initialOptions.outfile ? extname(outfile) : '.js');
    const found = new Map();
    onResolve({ filter: /\/passes\/open\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const module = resolve(resolveDir, path);
      const [, part] = Object.entries(PARTS).find(([source]) => module.endsWith(`/${source}`)) ?? [];
      if (part === undefined) return undefined;
      const name = `${basename(outfile, extname(outfile))}.${part}${extension}`;
      found.set(name, module);
      return { path: `./${name}`, external: true };
    });
    onEnd(async () => {
      const { outdir: _, plugins: __, metafile: ___, ...same } = options;
      const builds = [...found].map(([name, module]) =>
        build({ ...same, entryPoints: [module], outfile: join(folder, name) }),
      );
      await Promise.all(builds);
    });
  },
};

async function bundle(path) {
  const { outputFiles } = await build({
    entryPoints: [path],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
  });
  return outputFiles.map(({ text }) => text).join('');
}

export default [browserBundles, madePages, parts];
