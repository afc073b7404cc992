import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClassicLevel } from 'classic-level';
import dynalite from 'dynalite';

/** A running DynamoDB. */
export interface Engine {
  readonly endpoint: string;
  readonly server: Server;
  readonly close: () => Promise<void>;
}

/**
 * Starts an embedded DynamoDB on a free port of the loopback interface.
 * @param path the folder of its data; without it the data is in memory
 * @param reset empties that folder first, unless another engine uses it
 * @throws if the folder cannot be opened, such as when another engine uses it
 */
export async function startEngine(path?: string, reset = false): Promise<Engine> {
  if (path !== undefined) await assertOpens(path);
  if (path !== undefined && reset) await ClassicLevel.destroy(path);
  const server = dynalite({ ...(path === undefined ? {} : { path }), createTableMs: 0, deleteTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    server,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Checks first whether the data can be opened: dynalite opens it only after it listens, and reports no failure. */
async function assertOpens(path: string): Promise<void> {
  mkdirSync(path, { recursive: true });
  const data = new ClassicLevel(path);
  await data.open();
  await data.close();
}
