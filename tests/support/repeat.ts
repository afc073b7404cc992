import type * as fc from 'fast-check';

/**
 * Repeats a run of fast-check: a failure prints its seed and path, and `SEED=… PATH_OF_FAILURE=… npm test -- FILE` runs that
 * one case again. `RUNS` makes a run longer; `SHRINK=0` leaves a failure as it was found.
 */
export function repeatable<T>(parameters: { numRuns: number }): fc.Parameters<T> {
  const { SEED, PATH_OF_FAILURE, RUNS, SHRINK } = process.env;
  return {
    ...parameters,
    endOnFailure: SHRINK === '0',
    ...(RUNS === undefined ? {} : { numRuns: Number(RUNS) }),
    ...(SEED === undefined ? {} : { seed: Number(SEED) }),
    ...(PATH_OF_FAILURE === undefined ? {} : { path: PATH_OF_FAILURE }),
  };
}

/** `THOROUGH=1`: also what takes minutes (`npm run test:thorough`). */
export const THOROUGH = process.env.THOROUGH === '1';

/** Minutes for what takes seconds, as a busy machine may take its time. In milliseconds. */
export const PATIENCE_MS = THOROUGH ? 900_000 : 180_000;
