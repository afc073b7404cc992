import { probe } from '../domain/accounts.ts';
import type { App } from './app.ts';
import { Unhealthy } from './problems.ts';

/**
 * How long an answer is given again: a caller who asks a thousand times a second causes one read and one line in five
 * seconds.
 */
const KEPT_MS = 5000;

/**
 * Asks whether the table answered within the last seconds.
 * @throws Unhealthy if it did not
 */
export type Health = () => Promise<{ readonly latencyMs: number }>;

/**
 * An alarm counts the good answers; a bad one is in the log, and in none of the counts that page for viewers or take a
 * release back, as anybody may ask.
 */
export function healthOf({ deps, log }: App): Health {
  let last: { readonly at: number; readonly result: ReturnType<Health> } | undefined;
  const measured = async () => {
    try {
      const { latencyMs } = await probe(deps);
      log.count({ name: 'HealthLatency', unit: 'Milliseconds', value: latencyMs });
      return { latencyMs };
    } catch (error) {
      log.write('ERROR', { code: 'unhealthy', error });
      throw new Unhealthy();
    }
  };
  return () => {
    const now = deps.now();
    if (last === undefined || now - last.at >= KEPT_MS) last = { at: now, result: measured() };
    return last.result;
  };
}
