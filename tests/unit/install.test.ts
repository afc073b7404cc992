import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';

const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));

describe('a fresh clone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamgate-clone-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  cpSync('package.json', join(folder, 'package.json'));
  cpSync('package-lock.json', join(folder, 'package-lock.json'));
  mkdirSync(join(folder, 'src'));
  cpSync('src/local', join(folder, 'src/local'), { recursive: true });

  const INSTALLS = 'node src/local/install.mjs && ';
  /** Those that neither install nor run another script. */
  const others = Object.entries(scripts).filter(
    ([, script]) => !script.startsWith(INSTALLS) && !/\bnpm (test|run)\b/.test(script),
  );

  test.each(others)('npm run %s says that the dependencies are missing', async (_, script) => {
    const failure = await promisify(execFile)('sh', ['-c', script], { cwd: folder }).catch((error) => error);
    expect(failure).toMatchObject({
      code: 1,
      stderr: 'The dependencies are missing, or are not those of package-lock.json. Run: npm ci\n',
    });
  });

  test('npm start installs them', async () => {
    // Stands in for npm, which would need a network.
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "npm $*" >&2\nexit 7\n', { mode: 0o755 });
    for (const name of ['start', 'test', 'serve']) expect(scripts[name]).toMatch(INSTALLS);
    const installing = INSTALLS.replace(' && ', '');
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const failure = await promisify(execFile)('sh', ['-c', installing], { cwd: folder, env }).catch((error) => error);
    expect(failure).toMatchObject({ code: 7, stderr: expect.stringMatching(/^Installing the locked .*\nnpm ci /) });
  });
});
