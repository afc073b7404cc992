import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleServer } from '../../build/server.ts';
import { type Server, untilItServes } from './server.ts';

const HOST = '127.0.0.1';

interface InstanceOptions {
  readonly port: number;
  /** Where its own messages go, and the bundle. */
  readonly dataDir: string;
  /** Resolves when nobody wants the server any more. */
  readonly interrupted: Promise<unknown>;
}

/**
 * Starts the process of a fleet's instance on this machine, from the same bundle as the archive has.
 * @returns undefined if it was interrupted before it was ready
 * @throws StartError with the server's own words if it does not start
 */
export async function startInstance({ port, dataDir, interrupted }: InstanceOptions): Promise<Server | undefined> {
  const bundle = join(dataDir, 'server.cjs');
  await bundleServer(bundle);
  const child = spawn(process.execPath, [bundle], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PORT: String(port), LISTEN: HOST, DRAIN_SECONDS: '0' },
  });
  return untilItServes(child, {
    port,
    interrupted,
    logFile: join(dataDir, 'server.log'),
    cleanUp: () => rmSync(bundle, { force: true }),
  });
}
