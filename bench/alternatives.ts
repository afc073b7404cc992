import type { Alternative } from './alternatives/alternative.ts';
import { itemPerStream } from './alternatives/item-per-stream.ts';
import { lockItem } from './alternatives/lock-item.ts';
import { oneWrite } from './alternatives/one-write.ts';
import { optimisticLocking } from './alternatives/optimistic-locking.ts';
import { readThenWrite } from './alternatives/read-then-write.ts';
import { inParallel, openDocuments } from './support/domain.ts';
import { functionEnvironment } from './support/events.ts';
import { median, quantile } from './support/numbers.ts';
import { openTable, user } from './support/table.ts';

const TABLE = 'streamgate-bench-alternatives';
const WRITERS = [1, 16, 64] as const;
const DECISIONS = 192;
const ROUNDS = 2;
const RACES = 5;
const RACERS = 50;

export const ALTERNATIVES = [oneWrite, readThenWrite, optimisticLocking, lockItem, itemPerStream];

/** Each way of enforcing the limit on the same engine, under the same load. */
export async function alternatives(endpoint: string, transactions = false) {
  Object.assign(process.env, functionEnvironment(endpoint, TABLE));
  const table = await openTable(TABLE);
  const ways = ALTERNATIVES.filter(({ transactional }) => transactions || !transactional).map((way) => ({
    way,
    ...openDocuments(endpoint),
    seconds: new Map(WRITERS.map((writers) => [writers, [] as number[]])),
    latencies: [] as number[],
  }));

  /** Users for one way, each with two of three leases. */
  const seed = (way: Alternative, name: string, count: number, leases: number) =>
    table.put(
      Array.from({ length: count }, (_, i) => user(`${name}-${i}`, leases)).flatMap((item) => [
        item,
        ...(way.extraItems?.(item) ?? []),
      ]),
    );

  let runs = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    for (const writers of WRITERS) {
      for (const { way, documents, seconds, latencies } of ways) {
        const name = `user-${runs++}`;
        await seed(way, name, DECISIONS, 2);
        const start = performance.now();
        await inParallel(DECISIONS, writers, async (i) => {
          const began = performance.now();
          const admitted = await way.start(documents, TABLE, `${name}-${i}`, 'tv-new');
          if (!admitted) throw new Error(`${way.name} denied a user with a free slot.`);
          if (writers === 1 && round > 0) latencies.push(performance.now() - began);
        });
        // The first round warms up.
        if (round > 0) seconds.get(writers)?.push((performance.now() - start) / 1000);
      }
    }
  }

  const results = [];
  for (const { way, documents, tally, seconds, latencies, destroy } of ways) {
    Object.assign(tally, { calls: 0, writeUnits: 0, readUnits: 0 });
    await seed(way, `${way.name}-count`, DECISIONS, 2);
    await inParallel(DECISIONS, 1, (i) => way.start(documents, TABLE, `${way.name}-count-${i}`, 'tv-new'));
    const { calls, writeUnits, readUnits } = tally;
    results.push({
      way: way.name,
      medianMs: median(latencies),
      p99Ms: quantile(latencies, 0.99),
      perSecond: Object.fromEntries(WRITERS.map((n) => [n, DECISIONS / median(seconds.get(n) ?? [])])),
      calls: calls / DECISIONS,
      writeUnits: writeUnits / DECISIONS,
      readUnits: readUnits / DECISIONS,
      ...(await races(way, documents, seed)),
    });
    destroy();
  }
  table.client.destroy();
  return results;
}

/** Fifty players start at once for a user who watches nothing: how many come in? */
async function races(
  way: Alternative,
  documents: Parameters<Alternative['start']>[0],
  seed: (way: Alternative, name: string, count: number, leases: number) => Promise<void>,
) {
  const admitted: number[] = [];
  const milliseconds: number[] = [];
  await seed(way, `${way.name}-race`, RACES, 0);
  for (let race = 0; race < RACES; race++) {
    const start = performance.now();
    const answers = await Promise.all(
      Array.from({ length: RACERS }, (_, i) => way.start(documents, TABLE, `${way.name}-race-${race}`, `tv-${i}`)),
    );
    milliseconds.push(performance.now() - start);
    admitted.push(answers.filter(Boolean).length);
  }
  return {
    racesOverLimit: admitted.filter((count) => count > 3).length,
    races: RACES,
    mostAdmitted: Math.max(...admitted),
    raceMs: median(milliseconds),
  };
}
