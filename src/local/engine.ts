import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';

/** A DynamoDB to talk to. */
export interface Engine {
  readonly endpoint: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts an embedded DynamoDB on a free port of the loopback interface.
 * @param path the folder of its data; without it they are in memory
 */
export async function startEngine(path?: string): Promise<Engine> {
  if (path !== undefined) mkdirSync(path, { recursive: true });
  const server = dynalite({ ...(path === undefined ? {} : { path }), createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
