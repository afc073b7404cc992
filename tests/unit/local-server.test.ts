import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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

test('once it has been interrupted, nothing asks the server any longer', async () => {
  const port = await freePort();
  let asked = 0;
  const server = createServer((_, response) => {
    asked++;
    response.writeHead(503).end();
  }).listen(port, '127.0.0.1');
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'pipe' });
  const served = await untilItServes(child, {
    port,
    logFile: join(folder, 'serverless.log'),
    interrupted: once(server, 'request'),
    cleanUp: () => undefined,
  });
  expect(served).toBeUndefined();
  const before = asked;
  await sleep(400);
  server.closeAllConnections();
  server.close();
  expect(asked).toBe(before);
});
