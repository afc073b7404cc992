import { join } from 'node:path';
import { listUsers } from '../src/domain/listing.ts';
import { renewStream } from '../src/domain/renewal.ts';
import { requestStream } from '../src/domain/start.ts';
import { stopStream } from '../src/domain/stop.ts';
import { domain, openDocuments } from './support/domain.ts';
import { startEngineProcess } from './support/engine.ts';
import { functionEnvironment } from './support/events.ts';
import { median } from './support/numbers.ts';
import { scaleUser, seededFolder } from './support/seed.ts';
import { openTable, user } from './support/table.ts';

const TABLE = 'streamgate-bench-scale';
export const SIZES = [1_000, 100_000, 1_000_000] as const;
const ROUNDS = 9;
const TURNS = 25;

type Operations = Record<string, (i: number) => Promise<unknown>>;

/** The same operations on tables of different sizes, in turns: does any of them grow? */
export async function scale(root: string) {
  Object.assign(process.env, functionEnvironment('', TABLE));
  const seedSeconds: Record<string, number> = {};
  const tables = [];
  for (const size of SIZES) {
    const folder = join(root, '.local', 'bench', `users-${size}`);
    seedSeconds[size] = await seededFolder(folder, TABLE, size);
    tables.push({ size, ...(await open(folder, size)) });
  }

  const medians = new Map<string, number[][]>();
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { reset } of tables) await reset();
    for (const name of Object.keys(tables[0]?.operations ?? {})) {
      const samples: number[][] = tables.map(() => []);
      for (let turn = 0; turn < TURNS; turn++) {
        for (let i = 0; i < tables.length; i++) {
          const which = (i + turn) % tables.length;
          const start = performance.now();
          await tables[which]?.operations[name]?.(turn);
          samples[which]?.push(performance.now() - start);
        }
      }
      // The first round warms up.
      if (round > 0) medians.set(name, [...(medians.get(name) ?? []), samples.map(median)]);
    }
  }
  for (const { close } of tables) await close();

  const rows = [...medians].map(([operation, rounds]) => ({
    operation,
    ms: Object.fromEntries(SIZES.map((size, i) => [size, median(rounds.map((round) => round[i] ?? Number.NaN))])),
    ratio: median(rounds.map((round) => (round.at(-1) ?? Number.NaN) / (round[0] ?? Number.NaN))),
  }));
  return { rows, seedSeconds };
}

async function open(folder: string, size: number) {
  const engine = await startEngineProcess(folder);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = engine.endpoint;
  const table = await openTable(TABLE);
  const { client, destroy } = openDocuments(engine.endpoint);
  const deps = domain(client, TABLE);
  const id = (i: number) => `bench-${i}`;
  const listing = { limit: 25 };
  const middle = Buffer.from(JSON.stringify([null, null, scaleUser(size / 2).id])).toString('base64url');
  const operations: Operations = {
    admit: (i) => requestStream(deps, { id: id(i), stream: 'stream_100', session: 'tv-new' }),
    deny: (i) => requestStream(deps, { id: id(i), stream: 'stream_100', session: 'tv-newer' }),
    renew: (i) => renewStream(deps, { id: id(i), session: 'tv-1' }),
    stop: (i) => stopStream(deps, { id: id(i), session: 'tv-new' }),
    'list, first page': () => listUsers(deps, listing),
    'list, deep inside': () => listUsers(deps, { ...listing, cursor: middle }),
    'list, by plan': () => listUsers(deps, { ...listing, subscription: 'Premium Plan' }),
  };
  return {
    operations,
    /** Puts the users that a round works on back to two leases. */
    reset: () => table.put(Array.from({ length: TURNS }, (_, i) => user(id(i), 2))),
    close: async () => {
      destroy();
      table.client.destroy();
      await engine.close();
    },
  };
}
