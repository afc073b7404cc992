import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { freePort, untilItServes } from '../../src/local/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'streamgate-server-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('files that a bundler writes after the server has ended are removed too', async () => {
  const build = join(folder, 'build');
  const bundler = `setTimeout(() => require('node:fs').mkdirSync(${JSON.stringify(build)}), 300)`;
  const server = `require('node:child_process')
    .spawn(process.execPath, ['-e', ${JSON.stringify(bundler)}], { stdio: ['ignore', 'ignore', 'inherit'] })
    .once('spawn', () => console.log('bundling'));
    setInterval(() => undefined, 1000);`;
  const child = spawn(process.execPath, ['-e', server], { stdio: ['ignore', 'pipe', 'pipe'] });
  let wasThere = false;
  const served = await untilItServes(child, {
    port: await freePort(),
    logFile: join(folder, 'serverless.log'),
    interrupted: new Promise((resolve) => child.stdout.once('data', resolve)),
    cleanUp: () => {
      wasThere = existsSync(build);
      rmSync(build, { recursive: true, force: true });
    },
  });
  expect(served).toBeUndefined();
  expect({ wasThere, isThere: existsSync(build) }).toEqual({ wasThere: true, isThere: false });
});
