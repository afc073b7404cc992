// What serverless-esbuild adds to esbuild. Plain JavaScript, as it loads this file as it is.
import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
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

export default [browserBundles, madePages];
