import { probe } from '../domain/accounts.ts';
import type { App } from './app.ts';
import { Unhealthy } from './problems.ts';

/**
 * How long an answer is repeated, so that a thousand calls a second cause one read and one log line in five seconds.
 */
const KEPT_MS = 5000;

/**
 * Checks whether the table answered within the last seconds.
 * @throws Unhealthy if it did not
 */
export type Health = () => Promise<{ readonly latencyMs: number }>;

/**
 * An alarm watches for good answers. A bad one is only logged: because anybody may call, no metric that pages or rolls
 * a release back counts it.
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
