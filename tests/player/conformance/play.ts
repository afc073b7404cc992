import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { type Scenario, Stage } from './stage.ts';

/** Longer than any scenario takes, on a busy machine. In milliseconds. */
const LIMIT_MS = 120_000;

/** @returns what was wrong, or undefined */
export async function playOne(
  scenario: Scenario,
  command: readonly string[],
  storage: string,
): Promise<string | undefined> {
  const stage = new Stage(command, storage);
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done in ${LIMIT_MS / 1000} s`)), LIMIT_MS);
  });
  try {
    await Promise.race([scenario.play(stage), limit]);
    return stage.service.faults[0];
  } catch (error) {
    const sent = stage.service.sent.map(({ endpoint, at }) => `${at / 1000} s ${endpoint}`).join(', ');
    return `${error instanceof Error ? error.message : error}\n    sent: ${sent}`;
  } finally {
    clearTimeout(timer);
    stage.clear();
  }
}

/** A change of one file of the player, to see whether the suite notices. */
export interface Mutation {
  /** Below player/src. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Builds the JavaScript client with its driver.
 * @returns the command that runs it
 * @throws when the text that a mutation replaces is not there
 */
export async function javascriptClient(outfile: string, mutation?: Mutation): Promise<string[]> {
  await build({
    entryPoints: [fileURLToPath(new URL('clients/javascript.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: mutation ? [replacing(mutation)] : [],
  });
  return [process.execPath, outfile];
}

const replacing = ({ file, from, to }: Mutation): Plugin => ({
  name: 'mutation',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]player[\\/]src[\\/]\w+\.ts$/ }, ({ path }) => {
      if (!path.endsWith(`/${file}`)) return undefined;
      const code = readFileSync(path, 'utf8');
      if (!code.includes(from)) throw new Error(`${file} has no "${from}".`);
      return { contents: code.replace(from, to), loader: 'ts' };
    });
  },
});
