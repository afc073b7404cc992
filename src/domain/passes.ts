import type { Passes, Rules } from './rules.ts';
import type { Lease } from './user.ts';

/** What decides when the pass of a lease ends. */
type Passing = Pick<Lease, 'startedAt' | 'expiresAt' | 'since'>;

/**
 * When the pass that a lease brings at this moment ends, in epoch milliseconds: it lasts at most as long as the session
 * has been on this stream, and at least the time of a young one, but never beyond the lease.
 */
export function passUntil({ startedAt, expiresAt, since = startedAt }: Passing, now: number, passes: Passes): number {
  return Math.min(expiresAt, now + Math.max(passes.youngSeconds * 1000, now - since));
}

/** The pass of a lease, as an answer has it; nothing with passes off. */
export const passOf = (lease: Passing, now: number, { passes }: Pick<Rules, 'passes'>) =>
  passes === undefined ? {} : { passUntil: passUntil(lease, now, passes) };
