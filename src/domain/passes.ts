import type { Passes, Rules } from './rules.ts';
import type { Lease } from './user.ts';

// A pass is out until it ends: nobody can take it back. So the item knows of each lease, and of each that ended early,
// until when a pass of it is valid at most (`passesEnd`, `ending.ts`). Each pass is within that by construction.

/** What decides when the pass of a lease ends. */
type Passing = Pick<Lease, 'startedAt' | 'expiresAt' | 'since' | 'pass'>;

/** When the last pass of a lease ends, at the latest, in epoch milliseconds. */
export const passesEnd = ({ pass, expiresAt }: Pick<Lease, 'pass' | 'expiresAt'>): number => pass ?? expiresAt;

/**
 * When the pass that a lease brings at this moment ends, in epoch milliseconds: it lasts at most as long as the session
 * has been on this stream, and at least the time of a young one, but never beyond the lease.
 */
export function passUntil({ startedAt, expiresAt, since = startedAt }: Passing, now: number, passes: Passes): number {
  return Math.min(expiresAt, now + Math.max(passes.youngSeconds * 1000, now - since));
}

/** The pass of a lease, as an answer has it; nothing with passes off. */
export const passOf = (lease: Passing, now: number, { passes }: Pick<Rules, 'passes'>) =>
  passes === undefined ? {} : { passUntil: Math.min(passesEnd(lease), passUntil(lease, now, passes)) };

/** A new lease as the item holds it. */
export function withFirstPass(lease: Lease, now: number, { passes }: Pick<Rules, 'passes'>): Lease {
  if (passes === undefined) return lease;
  const pass = passUntil(lease, now, passes);
  return pass < lease.expiresAt ? { ...lease, pass } : lease;
}

/**
 * What a write that makes `next` of a lease must leave in it, so that the item knows of every pass of it: `pass` only
 * while that is less than the lease's end. Where it is not, renewals need not move it, and know nothing of the item.
 * @returns undefined with passes off
 */
export function passesAfter(held: Lease, next: Lease, now: number, { passes }: Pick<Rules, 'passes'>) {
  if (passes === undefined) return undefined;
  const since = next.stream === held.stream ? held.since : nextSwitch(held, now);
  const end = Math.max(passesEnd(held), passUntil({ ...next, since }, now, passes));
  return { since, pass: end < next.expiresAt ? end : undefined };
}

/** The pace of a thumb, in milliseconds: a switch in two seconds, and some faster ones after a rest. */
const SWITCH_MS = 2000;
const AHEAD_MS = 10_000;

/**
 * Since when a lease that switches now is taken to show its stream: at least two seconds after the last switch, so a
 * faster thumb gets ahead of the clock. What is still further ahead was started by a clock that was fast.
 */
function nextSwitch({ startedAt, since = startedAt }: Passing, now: number): number {
  return since > now + AHEAD_MS ? now : Math.max(now, since + SWITCH_MS);
}

/** When a lease may become `next`, if it switches its stream faster than a thumb, in epoch milliseconds. */
export function tooEarly(held: Lease, next: Lease, now: number, { passes }: Pick<Rules, 'passes'>): number | undefined {
  if (passes === undefined || next.stream === held.stream) return undefined;
  const until = nextSwitch(held, now) - AHEAD_MS;
  return until > now ? until : undefined;
}
