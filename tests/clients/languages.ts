import { copyFileSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build } from 'esbuild';
import { pythonEnvironment } from '../../scripts/support/python.ts';
import { ROOT, run } from '../../scripts/support/run.ts';
import { maven } from '../support/maven.ts';
import { generate } from './generator.ts';

/**
 * Generates a client of a document and compiles it with the player beside this file that uses it; gives the command
 * that lets it play.
 */
type Prepare = (document: string) => Promise<readonly [command: string, ...args: string[]]>;

const scenario = (name: string): string => join(ROOT, 'tests/clients/scenarios', name);

export const LANGUAGES: Readonly<Record<string, Prepare>> = {
  async typescript(document) {
    const folder = await generate(document, 'typescript', ['typescript-fetch'], 'client');
    const entry = join(folder, 'play.ts');
    copyFileSync(scenario('play.ts'), entry);
    // The strictest that the generator's own code stands.
    const strict = ['--ignoreConfig', '--strict', '--noEmit', '--allowImportingTsExtensions'];
    const browser = [
      '--target',
      'es2022',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
      '--lib',
      'es2022,dom',
    ];
    await run(process.execPath, [
      join(ROOT, 'node_modules/typescript/bin/tsc'),
      ...strict,
      ...browser,
      '--types',
      'node',
      entry,
    ]);
    const outfile = join(folder, 'play.mjs');
    await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', outfile });
    return [process.execPath, outfile];
  },

  async python(document) {
    const folder = await generate(document, 'python', ['python']);
    const python = join(await pythonEnvironment('client'), 'python');
    copyFileSync(scenario('play.py'), join(folder, 'play.py'));
    await run(python, ['-m', 'compileall', '-q', folder]);
    return [python, join(folder, 'play.py')];
  },

  async java(document) {
    const folder = await generate(document, 'java', ['java', '--library', 'native']);
    copyFileSync(scenario('Play.java'), join(folder, 'src/main/java/Play.java'));
    const list = join(folder, 'classpath.txt');
    await maven(['compile', 'dependency:build-classpath', `-Dmdep.outputFile=${list}`], folder);
    const classpath = [join(folder, 'target/classes'), readFileSync(list, 'utf8').trim()].join(delimiter);
    return ['java', '-cp', classpath, 'Play'];
  },
};
