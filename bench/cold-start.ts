import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildBundles, bundle, bundleBare, HOT } from './support/bundles.ts';
import { functionEnvironment, lambdaContext, playerEvent } from './support/events.ts';
import { median } from './support/numbers.ts';
import { openTable, user } from './support/table.ts';

const ROUNDS = 15;
const TABLE = 'streamgate-bench-cold-start';
const USER = 'user-cold';

/** Runs in a fresh process: imports a bundle and calls its handler once. */
const PROBE = `
const [path, event, context] = process.argv.slice(1);
const cpu = process.cpuUsage();
const start = performance.now();
const { handler } = await import(path);
const imported = performance.now() - start;
const { user, system } = process.cpuUsage(cpu);
const answer = await handler(JSON.parse(event), { ...JSON.parse(context), getRemainingTimeInMillis: () => 5990 });
if (answer.statusCode !== 200) throw new Error(JSON.stringify(answer));
process.stderr.write(JSON.stringify({ importMs: imported, importCpuMs: (user + system) / 1000, firstMs: performance.now() - start }));
`;

interface Start {
  readonly importMs: number;
  readonly importCpuMs: number;
  /** Import and first answer. */
  readonly firstMs: number;
}

const EVENTS: Record<string, object> = {
  requestStream: playerEvent('/requeststream', USER, { id: USER, stream: 'stream_100', session: 'tv-0' }),
  renewStream: playerEvent('/renewstream', USER, { id: USER, session: 'tv-0' }),
  stopStream: playerEvent('/stopstream', USER, { id: USER, session: 'gone' }),
};

/**
 * Import and first call of each hot bundle in a fresh process, against an empty handler and a bare one with the SDK.
 */
export async function coldStart(endpoint: string, folder: string) {
  Object.assign(process.env, functionEnvironment(endpoint, TABLE));
  const table = await openTable(TABLE);
  await table.put([user(USER, 2)]);
  table.client.destroy();

  const bundles = await buildBundles(HOT, folder);
  const empty = join(folder, 'empty.mjs');
  writeFileSync(empty, 'export const handler = async () => ({ statusCode: 200 });\n');
  const bare = await bundleBare('bare-handler', folder);
  const defaults = await bundle('bench/bare-handler.ts', join(folder, 'bare-defaults.cjs'), {
    bundle: true,
    format: 'cjs',
    platform: 'node',
  });
  const candidates = [
    { name: 'bare SDK handler', path: bare.path, bytes: bare.bytes, event: {} },
    { name: "bare SDK handler, esbuild's defaults", path: defaults.path, bytes: defaults.bytes, event: {} },
    { name: 'empty handler', path: empty, bytes: 0, event: {} },
    ...HOT.map((name) => ({ name, path: '', bytes: 0, ...bundles[name], event: EVENTS[name] ?? {} })),
  ];
  const starts = new Map<string, Start[]>(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    // In turns, forwards and backwards.
    for (const { name, path, event } of round % 2 === 0 ? candidates : [...candidates].reverse()) {
      starts.get(name)?.push(await probe(path, event));
    }
  }

  const baseline = starts.get('bare SDK handler') ?? [];
  return candidates.map(({ name, bytes }) => {
    const own = starts.get(name) ?? [];
    const of = (pick: (start: Start) => number) => median(own.map(pick));
    const ratio = (pick: (start: Start) => number) =>
      median(own.map((start, round) => pick(start) / pick(baseline[round] ?? start)));
    return {
      bundle: name,
      bytes,
      importMs: of((start) => start.importMs),
      firstMs: of((start) => start.firstMs),
      importRatio: ratio((start) => start.importMs),
      importCpuRatio: ratio((start) => start.importCpuMs),
      firstRatio: ratio((start) => start.firstMs),
    };
  });
}

async function probe(path: string, event: object): Promise<Start> {
  const args = ['--input-type=module', '-e', PROBE, path, JSON.stringify(event), JSON.stringify(lambdaContext())];
  const { stderr } = await promisify(execFile)(process.execPath, args, { env: process.env });
  return JSON.parse(stderr);
}
