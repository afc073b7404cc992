import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What players call: these must be small and fast. */
export const HOT = ['requestStream', 'renewStream', 'stopStream'] as const;

export interface Bundle {
  readonly path: string;
  readonly bytes: number;
  /** Bytes of each source file that is in it. */
  readonly inputs: Readonly<Record<string, number>>;
}

interface Service {
  readonly functions: Record<string, { handler: string }>;
  readonly custom: { readonly esbuild: BuildOptions & Record<string, unknown> };
}

/** Builds functions as `serverless package` does: with the options of serverless.yml. */
export async function buildBundles(names: readonly string[], folder: string): Promise<Record<string, Bundle>> {
  const service = readService();
  const bundles = await Promise.all(
    names.map(async (name) => {
      const source = service.functions[name]?.handler.replace(/\.handler$/, '.ts');
      if (source === undefined) throw new Error(`serverless.yml has no function ${name}.`);
      return [name, await bundle(source, join(folder, `${name}.mjs`), serviceOptions(service))] as const;
    }),
  );
  return Object.fromEntries(bundles);
}

/** What signs passes, as it lies beside the functions that do (build/plugins.mjs). */
export const buildPasses = (folder: string): Promise<Bundle> =>
  bundle('src/passes/open.ts', join(folder, 'passes.mjs'), serviceOptions());

/** Every function of serverless.yml. */
export const functionNames = (): string[] => Object.keys(readService().functions);

const readService = (): Service => parse(readFileSync(join(ROOT, 'serverless.yml'), 'utf8'), { logLevel: 'silent' });

/** As serverless.yml names them. */
const { default: plugins }: { default: Plugin[] } = await import(pathToFileURL(join(ROOT, 'build/plugins.mjs')).href);

/** Those of its options that are esbuild's own, and its plugins. */
export function serviceOptions({ custom } = readService()): BuildOptions {
  const {
    outputFileExtension: _,
    outputWorkFolder: __,
    exclude: ___,
    plugins: ____,
    watch: _____,
    ...options
  } = custom.esbuild;
  return { ...options, plugins };
}

/** What only calls the SDK, in the format of the functions, so that what differs is what is in it. */
export const bundleBare = (name: string, folder: string): Promise<Bundle> =>
  bundle(`bench/${name}.ts`, join(folder, `${basename(name)}.mjs`), {
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    mainFields: ['module', 'main'],
    legalComments: 'none',
  });

export async function bundle(source: string, outfile: string, options: BuildOptions): Promise<Bundle> {
  const { metafile } = await build({ ...options, absWorkingDir: ROOT, entryPoints: [source], outfile, metafile: true });
  const [output] = Object.values(metafile.outputs);
  if (output === undefined) throw new Error(`${source} gave no bundle.`);
  const inputs = Object.entries(output.inputs).map(([path, { bytesInOutput }]) => [path, bytesInOutput]);
  return { path: outfile, bytes: output.bytes, inputs: Object.fromEntries(inputs) };
}

/** What is in a bundle, by package, largest first. */
export function packagesIn({ bytes, inputs }: Bundle): { part: string; bytes: number }[] {
  const sums = new Map<string, number>();
  const add = (name: string, size: number) => sums.set(name, (sums.get(name) ?? 0) + size);
  for (const [path, size] of Object.entries(inputs)) {
    add(/.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? 'streamgate', size);
  }
  add('(between the files)', bytes - Object.values(inputs).reduce((a, b) => a + b, 0));
  return [...sums].map(([part, size]) => ({ part, bytes: size })).sort((a, b) => b.bytes - a.bytes);
}

export type Handler = (event: object, context: object) => Promise<{ statusCode: number; body: string }>;

/**
 * Builds the bundles of what is measured and loads them into this process, whose environment must be the function's
 * already.
 * @returns the handlers by path
 */
export async function loadHandlers(folder: string): Promise<Map<string, Handler>> {
  const bundles = await buildBundles([...HOT, 'revokeStreams'], folder);
  const handlers = Object.entries(bundles).map(async ([name, { path }]) => {
    const { handler } = await import(pathToFileURL(path).href);
    return [`/${name.toLowerCase()}`, handler] as const;
  });
  return new Map(await Promise.all(handlers));
}
