import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleServer } from '../../build/server.ts';
import { type Server, untilItServes } from './server.ts';

const HOST = '127.0.0.1';

interface InstanceOptions {
  readonly port: number;
  /** The folder for the server's own messages and the bundle. */
  readonly dataDir: string;
  /** Resolves when the server should stop. */
  readonly interrupted: Promise<unknown>;
}

/**
 * Starts a process like that of a fleet's instance, from the same bundle as in the archive.
 * @returns undefined if it was interrupted before it was ready
 * @throws StartError with the server's own message if it does not start
 */
export async function startInstance({ port, dataDir, interrupted }: InstanceOptions): Promise<Server | undefined> {
  const bundle = join(dataDir, 'server.cjs');
  await bundleServer(bundle);
  const child = spawn(process.execPath, [bundle], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { LISTEN: HOST, DRAIN_SECONDS: '0', ...process.env, PORT: String(port) },
  });
  return untilItServes(child, {
    port,
    interrupted,
    logFile: join(dataDir, 'server.log'),
    cleanUp: () => rmSync(bundle, { force: true }),
  });
}
