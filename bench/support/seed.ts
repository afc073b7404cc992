import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startEngineProcess } from './engine.ts';
import { openTable, user } from './table.ts';

/** The i-th user of a large table: two leases, so that a third is admitted. */
export const scaleUser = (i: number) => user(`user-${String(i).padStart(7, '0')}`, 2);

/**
 * The data folder of an engine with so many users, made once and kept.
 * @returns how long it took, in seconds; 0 if it was there
 */
export async function seededFolder(folder: string, table: string, users: number): Promise<number> {
  const done = join(folder, 'seeded');
  if (existsSync(done)) return 0;
  rmSync(folder, { recursive: true, force: true });
  const start = performance.now();
  const engine = await startEngineProcess(folder);
  process.env.AWS_ENDPOINT_URL_DYNAMODB = engine.endpoint;
  (await openTable(table)).client.destroy();
  await engine.close();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('seed-process.ts', import.meta.url)), folder, table, String(users)],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The table of ${users} users could not be made.`);
  writeFileSync(done, '');
  return (performance.now() - start) / 1000;
}
