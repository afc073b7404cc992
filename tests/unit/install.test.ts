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

  const INSTALLING = ['start', 'test', 'test:browser', 'test:template', 'test:thorough', 'test:node24'];

  test.each(Object.keys(scripts).filter((name) => !INSTALLING.includes(name)))(
    'npm run %s says that the dependencies are missing',
    async (name) => {
      const failure = await promisify(execFile)('npm', ['run', '--silent', name], { cwd: folder }).catch(
        (error) => error,
      );
      expect(failure).toMatchObject({
        code: 1,
        stderr: 'The dependencies are missing, or are not those of package-lock.json. Run: npm ci\n',
      });
    },
  );

  test('npm start installs them', async () => {
    // Stands in for npm, which would need a network.
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npm'), '#!/bin/sh\necho "npm $*" >&2\nexit 7\n', { mode: 0o755 });
    const [installing = ''] = (scripts.start ?? '').split(' && ');
    expect((scripts.test ?? '').split(' && ')[0]).toBe(installing);
    const env = { ...process.env, PATH: `${bin}:${process.env.PATH}` };
    const failure = await promisify(execFile)('sh', ['-c', installing], { cwd: folder, env }).catch((error) => error);
    expect(failure).toMatchObject({ code: 7, stderr: expect.stringMatching(/^Installing the locked .*\nnpm ci /) });
  });
});
