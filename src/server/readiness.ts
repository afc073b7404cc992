/** Whether the load balancer may send requests here. */
export interface Readiness {
  /**
   * Counts an answer. A 503 says that the table or another request was the cause, so it is none of this instance's
   * faults.
   */
  readonly count: (status: number) => void;
  readonly isReady: () => boolean;
  /** For good: the instance is about to end. */
  readonly drain: () => void;
  readonly isDraining: () => boolean;
}

/** How far back an instance looks at itself, and for how long it then stays away. */
const WINDOW_MS = 60_000;
const FEWEST = 20;
const ILL_SHARE = 0.5;

/**
 * An instance takes itself out when half of its answers are 500s. Route 53 falls over to API Gateway when all have done
 * so.
 * @param judges whether it does so at all: not where Lambda could not bear the fleet's load
 * @param now epoch milliseconds
 */
export function readinessOf(judges: boolean, now: () => number): Readiness {
  let draining = false;
  let illUntil = Number.NEGATIVE_INFINITY;
  let window = { from: now(), answers: 0, faults: 0 };
  return {
    count: (status) => {
      if (now() - window.from > WINDOW_MS) window = { from: now(), answers: 0, faults: 0 };
      window.answers++;
      if (status === 500) window.faults++;
      const isIll = window.answers >= FEWEST && window.faults / window.answers >= ILL_SHARE;
      if (!judges || !isIll) return;
      illUntil = now() + WINDOW_MS;
      window = { from: now(), answers: 0, faults: 0 };
    },
    isReady: () => !draining && now() >= illUntil,
    drain: () => {
      draining = true;
    },
    isDraining: () => draining,
  };
}
