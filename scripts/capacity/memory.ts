import { ASSUMPTIONS } from './assumptions.ts';
import { firstTier, TIERED } from './facts.ts';

/** What a function costs and takes with so much memory, as its share of a processor goes by it. */
export interface Memory {
  readonly mb: number;
  /** That a warm request takes, and that is billed, in whole milliseconds. */
  readonly ms: number;
  readonly dollarsAMillion: number;
}

const SIZES = [128, 256, 512, 1024, 1769, 3008];

/** A millisecond of every answer is worth so much of what a request costs in all. */
const WORTH = 0.005;

/** The model: the wait for the table, which no memory shortens, and the CPU time at the share that the memory buys. */
export function memoryOf(mb: number): Memory {
  const { tableMs, cpuMs, wholeCpu } = ASSUMPTIONS;
  const ms = Math.ceil(tableMs.value + cpuMs.value / Math.min(1, mb / wholeCpu.value));
  return { mb, ms, dollarsAMillion: ms * (mb / 1024) * 1000 * firstTier(TIERED.lambdaDuration) };
}

/**
 * The sizes from the least that the function fits in, and the one to choose: a step up is taken while it costs less
 * than half a percent of the whole price of a request for each millisecond that it saves.
 */
export function memories(requestDollarsAMillion: number): { sizes: Memory[]; best: number } {
  const sizes = SIZES.filter((mb) => mb >= ASSUMPTIONS.leastMemory.value).map(memoryOf);
  let best = sizes[0];
  for (const size of sizes) {
    if (best === undefined || size.ms >= best.ms) continue;
    const pricePerMs = (size.dollarsAMillion - best.dollarsAMillion) / (best.ms - size.ms);
    if (pricePerMs < WORTH * requestDollarsAMillion) best = size;
  }
  return { sizes, best: best?.mb ?? Number.NaN };
}
