import { type Answer, leaseOf } from './answers.ts';
import type { World } from './world.ts';

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;
/** The longest that a Retry-After is believed, in milliseconds. */
const LONGEST_WAIT_MS = 300_000;
/** How far the clocks may drift apart before it means that the device slept, in milliseconds. */
const SLEPT_MS = 5000;

/**
 * How long to wait after so many failures. Up to half of it by chance, so that players that failed together do not come
 * back together.
 */
export const backoff = (failures: number, { random }: World): number =>
  Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS) * (1 - random() / 2);

/** How long to wait after an answer that decided nothing, in milliseconds. */
export const waitAfter = ({ retryAfter }: Answer, failures: number, world: World): number =>
  Math.min(retryAfter * 1000, LONGEST_WAIT_MS) + backoff(failures, world);

/**
 * Slows down a page that starts by itself after each no: the first such start is sent at once, each further one later.
 */
export function createRestraint(world: World) {
  let noes = 0;
  let noAt = 0;
  return {
    onYes(): void {
      noes = 0;
    },
    onNo(): void {
      noes++;
      noAt = world.now();
    },
    /** When a start may be sent, by the world's clock. */
    startAt: (): number => (noes > 1 ? noAt + backoff(noes - 2, world) : 0),
  };
}

/**
 * How long a lease lasts, in milliseconds, by the answer's own times: the device's clock may be wrong. A page of
 * another origin may not see `Date` where the service does not expose it: then by the service's own rule, that a lease
 * outlasts two renewals.
 */
export function lengthOf(answer: Answer): number {
  const { expiresAt, renewAfter } = leaseOf(answer);
  const length = Date.parse(expiresAt) - answer.date;
  return length > 0 ? length : renewAfter * 2000;
}

/**
 * @returns what tells whether the device slept since it was last called: a clock that stands still meanwhile falls
 *   behind the wall's
 */
export function createSleepWatch({ now, wall }: World): () => boolean {
  let drift = Number.NaN;
  return () => {
    const before = drift;
    drift = wall() - now();
    return Math.abs(drift - before) > SLEPT_MS;
  };
}
