import type { Deps } from './deps.ts';
import { rememberEnded } from './ended.ts';
import { type Limits, limitOf } from './limits.ts';
import type { TakeOver } from './stream-updates.ts';
import { isLive, type Lease, type User } from './user.ts';

/**
 * Who gives way to `wanted`: nobody while a slot is free; else all expired leases; and of the live ones as few as make room, in
 * the order in which `replace` names their sessions. Where it names nobody, the service's setting may give the oldest.
 * @returns undefined if that does not make room: then nobody gives way
 */
export function makeRoom(
  user: User,
  wanted: Lease,
  replace: readonly string[],
  limits: Limits,
  { whenFull, protectSeconds }: Pick<Deps, 'whenFull' | 'protectSeconds'>,
  now: number,
): TakeOver | undefined {
  const missing = user.leaseCount + 1 - limitOf(limits, user.plan);
  const expired = missing > 0 ? user.leases.filter((lease) => !isLive(lease, now)) : [];
  const live = user.leases.filter((lease) => isLive(lease, now));
  const needed = Math.max(0, missing - expired.length);
  const named = replace.flatMap((session) => live.find((lease) => lease.session === session) ?? []);
  const oldest = live.filter((lease) => lease.startedAt <= now - protectSeconds * 1000);
  const willing = replace.length > 0 ? named : whenFull === 'replace-oldest' ? oldest : [];
  if (willing.length < needed) return undefined;

  const replaced = willing.slice(0, needed);
  return {
    expired,
    replaced,
    leaseCount: user.leaseCount,
    plan: user.plan,
    seen: user.ended,
    ended: rememberEnded(user, { expired, replaced }, wanted, now),
  };
}
