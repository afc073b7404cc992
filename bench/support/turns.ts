import { median } from './numbers.ts';

/** One of the two ways that are compared: what is timed, of the i-th user of this round's own. */
export type Way = (i: number) => Promise<unknown>;

export interface Cost {
  /** Wall time of one, at the median, in milliseconds. */
  readonly ms: number;
  /** CPU time of this process for one, in milliseconds. */
  readonly cpuMs: number;
}

const timed = async (way: Way, i: number): Promise<Cost> => {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await way(i);
  const ms = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 };
};

/**
 * Times two ways in turns, A B B A, so that whatever else the machine does meets both alike.
 * @returns the median of each
 */
export async function inTurns(a: Way, b: Way, times: number): Promise<[a: Cost, b: Cost]> {
  const costs: [Cost[], Cost[]] = [[], []];
  for (let i = 0; i < times; i++) {
    const order = i % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const);
    for (const which of order) costs[which].push(await timed(which === 0 ? a : b, i));
  }
  return [summary(costs[0]), summary(costs[1])];
}

const summary = (costs: readonly Cost[]): Cost => ({
  ms: median(costs.map(({ ms }) => ms)),
  cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
});

/**
 * Bytes that one allocates on the heap. For a process with --expose-gc and room for all of them in its young
 * generation.
 */
export async function heapOf(way: Way, times: number): Promise<number> {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < times; i++) await way(i);
  return (process.memoryUsage().heapUsed - before) / times;
}
