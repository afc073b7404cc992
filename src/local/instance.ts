import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleServer } from '../../build/server.ts';
import { type Server, untilItServes } from './server.ts';

const HOST = '127.0.0.1';

/**
 * Starts the process of a fleet's instance on this machine, from the same bundle as the archive has.
 * @param dataDir where its own messages go and the bundle is built
 * @param environment what it gets, besides the shell's settings
 * @param interrupted resolves when nobody wants the server any more
 * @returns undefined if it was interrupted before it was ready
 * @throws StartError with the server's own words if it does not start
 */
export async function startInstance(
  port: number,
  dataDir: string,
  environment: Readonly<Record<string, string>>,
  interrupted: Promise<unknown>,
): Promise<Server | undefined> {
  const bundle = join(dataDir, 'server.cjs');
  await bundleServer(bundle);
  const child = spawn(process.execPath, [bundle], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment, PORT: String(port), LISTEN: HOST, DRAIN_SECONDS: '0' },
  });
  return untilItServes(child, {
    ...{ port, interrupted, logFile: join(dataDir, 'server.log') },
    cleanUp: () => rmSync(bundle, { force: true }),
  });
}
