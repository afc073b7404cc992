import type { Passes, Rules } from './rules.ts';
import type { Lease } from './user.ts';

// A pass cannot be withdrawn. So the item records for each session when its last pass ends, at the latest: in the lease
// (`passesEnd`), or in `ending` once the lease has ended early. No answer contains a pass that lasts longer.

/** The part of a lease that decides when its pass ends. */
type Passing = Pick<Lease, 'startedAt' | 'expiresAt' | 'since' | 'pass'>;

/** When the last pass of a lease ends, at the latest, in epoch milliseconds. */
export const passesEnd = ({ pass, expiresAt }: Pick<Lease, 'pass' | 'expiresAt'>): number => pass ?? expiresAt;

/**
 * When a pass ends that is signed now, in epoch milliseconds. It lasts as long as the session has shown this stream, at
 * least `youngSeconds`, and never longer than the lease.
 */
export function passUntil({ startedAt, expiresAt, since = startedAt }: Passing, now: number, passes: Passes): number {
  return Math.min(expiresAt, now + Math.max(passes.youngSeconds * 1000, now - since));
}

/** The end of the pass for an answer; nothing with passes off. */
export const passOf = (lease: Passing, now: number, { passes }: Pick<Rules, 'passes'>) =>
  passes === undefined ? {} : { passUntil: Math.min(passesEnd(lease), passUntil(lease, now, passes)) };

/** A new lease, with the end of its first pass. */
export function withFirstPass(lease: Lease, now: number, { passes }: Pick<Rules, 'passes'>): Lease {
  if (passes === undefined) return lease;
  const pass = passUntil(lease, now, passes);
  return pass < lease.expiresAt ? { ...lease, pass } : lease;
}

/**
 * The `since` and `pass` that a write must leave in the lease when `held` becomes `next`. `pass` is kept only while it
 * is less than `expiresAt`. Without it, the last pass ends with the lease, so renewals need not read the item.
 * @returns undefined with passes off
 */
export function passesAfter(held: Lease, next: Lease, now: number, { passes }: Pick<Rules, 'passes'>) {
  if (passes === undefined) return undefined;
  const since = next.stream === held.stream ? held.since : nextSwitch(held, now);
  const end = Math.max(passesEnd(held), passUntil({ ...next, since }, now, passes));
  return { since, pass: end < next.expiresAt ? end : undefined };
}

/**
 * How fast a viewer may change channel: once in two seconds, and up to ten seconds ahead of that after a pause. In
 * milliseconds.
 */
const SWITCH_MS = 2000;
const AHEAD_MS = 10_000;

/**
 * The `since` of a lease that changes its stream now: at least two seconds after the last one, so fast changes get
 * ahead of the clock. If `since` is even further ahead, an instance with a fast clock wrote it.
 */
function nextSwitch({ startedAt, since = startedAt }: Passing, now: number): number {
  return since > now + AHEAD_MS ? now : Math.max(now, since + SWITCH_MS);
}

/** When a lease may change to `next`, if now is too early, in epoch milliseconds. */
export function tooEarly(held: Lease, next: Lease, now: number, { passes }: Pick<Rules, 'passes'>): number | undefined {
  if (passes === undefined || next.stream === held.stream) return undefined;
  const until = nextSwitch(held, now) - AHEAD_MS;
  return until > now ? until : undefined;
}
