/** Whether the load balancer may send requests here. */
export interface Readiness {
  /** Counts an answer. A 503 comes from the table or from contention, so it does not count against this instance. */
  readonly count: (status: number) => void;
  readonly isReady: () => boolean;
  /** Permanently: the instance is about to end. */
  readonly drain: () => void;
  readonly isDraining: () => boolean;
}

/** The period of answers that are counted, and how long the instance then stays unready. */
const WINDOW_MS = 60_000;
const FEWEST = 20;
const ILL_SHARE = 0.5;

/**
 * An instance becomes unready if half of its answers are 500s. Once all have, Route 53 fails over to API Gateway.
 * @param judges whether it does so at all; off where Lambda could not take over the fleet's load
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
