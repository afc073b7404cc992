import type * as fc from 'fast-check';

/**
 * Repeats a run of fast-check: a failure prints its seed and path, and `SEED=… PATH_OF_FAILURE=… npm test -- FILE` runs
 * that one case again. `RUNS` makes a run longer; `SHRINK=0` leaves a failure as it was found. Every day the histories
 * are the same, so that a red run is the change's fault; `THOROUGH=1` draws new ones each time.
 */
export function repeatable<T>(parameters: { numRuns: number }): fc.Parameters<T> {
  const { SEED, PATH_OF_FAILURE, RUNS, SHRINK } = process.env;
  return {
    ...parameters,
    endOnFailure: SHRINK === '0',
    ...(RUNS === undefined ? {} : { numRuns: Number(RUNS) }),
    ...(SEED === undefined && THOROUGH ? {} : { seed: Number(SEED ?? DAILY_SEED) }),
    ...(PATH_OF_FAILURE === undefined ? {} : { path: PATH_OF_FAILURE }),
  };
}

/** Of the histories of every day. */
export const DAILY_SEED = 7;

/** `THOROUGH=1`: also what takes minutes (`npm run test:thorough`). */
export const THOROUGH = process.env.THOROUGH === '1';

/** Minutes for what takes seconds, as a busy machine may take its time. In milliseconds. */
export const PATIENCE_MS = THOROUGH ? 900_000 : 180_000;
