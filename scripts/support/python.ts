import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, run, ScriptError } from './run.ts';

/**
 * A virtual environment in .local/ with exactly the packages of scripts/python/<name>.txt; made when it is missing, and
 * anew when that file changed.
 * @returns the folder of its programs
 * @throws ScriptError if there is no Python 3 with venv, or the packages cannot be had
 */
export async function pythonEnvironment(name: string): Promise<string> {
  const requirements = join(ROOT, 'scripts/python', `${name}.txt`);
  const folder = join(ROOT, '.local/python', name);
  const programs = join(folder, 'bin');
  const stamp = join(folder, 'requirements.sha256');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return programs;

  rmSync(folder, { recursive: true, force: true });
  try {
    await run('python3', ['-m', 'venv', folder]);
  } catch (error) {
    throw new ScriptError(`Python 3.11 or newer with its venv module is needed (Debian: python3-venv).\n${error}`);
  }
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  await run(join(programs, 'python'), [...pip, '--requirement', requirements]);
  writeFileSync(stamp, wanted);
  return programs;
}
