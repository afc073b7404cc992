import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Results, SectionName } from '../section.ts';
import { startEngineProcess } from './engine.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SECTION = fileURLToPath(new URL('../section.ts', import.meta.url));

/** With room in its young generation for all that a heap measurement allocates. */
const NODE_OPTIONS = ['--import', 'tsx', '--expose-gc', '--max-semi-space-size=256', '--no-warnings'];

/** Runs a section in a process of its own, with an engine and a folder of its own. */
export async function runSection(section: SectionName): Promise<Results> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-bench-'));
  const engine = await startEngineProcess();
  try {
    const child = fork(SECTION, [section, engine.endpoint, folder, ROOT], {
      execArgv: NODE_OPTIONS,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let result: Results | undefined;
    child.on('message', (message: Results) => {
      result = message;
    });
    await once(child, 'exit');
    if (result === undefined) throw new Error(`The section ${section} failed.`);
    return result;
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
