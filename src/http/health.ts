import type { Deps } from '../domain/deps.ts';
import { probe } from '../domain/users.ts';
import { Unhealthy } from './problems.ts';
import { log } from './runtime.ts';

/** How long an answer is given again: whoever asks a thousand times a second causes a read and a line in five seconds. */
const KEPT_MS = 5000;

let last: { readonly at: number; readonly result: Promise<{ readonly latencyMs: number }> } | undefined;

/**
 * Whether the table answered within the last seconds. An alarm counts the good answers; a bad one is in the log, and in none of
 * the counts that page for viewers or take a release back, as anybody may ask.
 * @throws Unhealthy if it did not
 */
export function probed(deps: Deps): Promise<{ readonly latencyMs: number }> {
  const now = deps.now();
  if (last === undefined || now - last.at >= KEPT_MS) last = { at: now, result: measured(deps) };
  return last.result;
}

async function measured(deps: Deps): Promise<{ readonly latencyMs: number }> {
  try {
    const { latencyMs } = await probe(deps);
    log.count({ name: 'HealthLatency', unit: 'Milliseconds', value: latencyMs });
    return { latencyMs };
  } catch (error) {
    log.write('ERROR', { code: 'unhealthy', error });
    throw new Unhealthy();
  }
}
