import { rememberEnded } from './ended.ts';
import { limitOf } from './limits.ts';
import type { Rules } from './rules.ts';
import type { Start } from './start.ts';
import { type Ended, isLive, type Lease, type User } from './user.ts';

/** Which leases give way to a new one, and what the item remembers of them: `seen` before the write, `ended` after it. */
export interface Room {
  readonly expired: readonly Lease[];
  readonly replaced: readonly Lease[];
  /** The item's counter and plan as they were seen. */
  readonly leaseCount: number;
  readonly userPlan: string;
  readonly seen: readonly Ended[] | undefined;
  readonly ended: readonly Ended[];
}

/**
 * Which leases give way to the wanted one: none while a slot is free; else all expired ones; and of the live ones as few as make
 * room, in the order in which `replace` names their sessions. If it names none, `whenFull` may give the oldest.
 * @returns undefined if that does not make room: then no lease gives way
 */
export function makeRoom(user: User, start: Start, rules: Rules, now: number): Room | undefined {
  const { wanted, replace, claimed } = start;
  const { whenFull, protectSeconds } = rules;
  const missing = user.leaseCount + 1 - limitOf(rules.limits, user.plan);
  const expired = missing > 0 ? user.leases.filter((lease) => !isLive(lease, now)) : [];
  const live = user.leases.filter((lease) => isLive(lease, now));
  const needed = Math.max(0, missing - expired.length);
  const named = replace.flatMap((session) => live.find((lease) => lease.session === session) ?? []);
  // Without protection even a lease that started after this request began, which was then overtaken.
  const oldest = live.filter((lease) => protectSeconds === 0 || lease.startedAt <= now - protectSeconds * 1000);
  const willing = replace.length > 0 ? named : whenFull === 'replace-oldest' ? oldest : [];
  if (willing.length < needed) return undefined;

  const replaced = willing.slice(0, needed);
  return {
    expired,
    replaced,
    leaseCount: user.leaseCount,
    userPlan: user.plan,
    seen: user.ended,
    ended: rememberEnded({ ...user, ...claimed }, { expired, replaced }, wanted, now),
  };
}
