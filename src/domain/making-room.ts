import { rememberEnded } from './ended.ts';
import { limitOf } from './limits.ts';
import type { Rules } from './rules.ts';
import type { Start } from './start.ts';
import { type Ended, isLive, type Lease, type User } from './user.ts';

/** Which leases give way to a new one, and what the item remembers of them after the write. */
export interface Room {
  readonly expired: readonly Lease[];
  readonly replaced: readonly Lease[];
  readonly ended: readonly Ended[];
}

/**
 * Which leases give way to the wanted one: none while a slot is free; else all expired ones; and of the live ones as few as make
 * room, in the order in which `replace` names their sessions. If it names none, `whenFull` may give the oldest. A start that
 * replaces all others ends them, whether it needs their slots or not.
 * @returns undefined if that does not make room: then no lease gives way
 */
export function makeRoom(user: User, start: Start, rules: Rules, now: number): Room | undefined {
  const { wanted, replace, claim } = start;
  const others = user.leases.filter(({ session }) => session !== wanted.session);
  const missing = others.length + 1 - limitOf(rules.limits, user);
  const live = others.filter((lease) => isLive(lease, now));
  const expired = missing > 0 || replace === 'others' ? others.filter((lease) => !isLive(lease, now)) : [];
  const needed = Math.max(0, missing - expired.length);
  const willing = willingToGiveWay(live, replace, rules, now);
  if (willing.length < needed) return undefined;

  const replaced = replace === 'others' ? willing : willing.slice(0, needed);
  const { subscription = {} } = claim;
  return { expired, replaced, ended: rememberEnded({ ...user, ...subscription }, { expired, replaced }, wanted, now) };
}

function willingToGiveWay(
  live: readonly Lease[],
  replace: Start['replace'],
  { whenFull, protectSeconds }: Rules,
  now: number,
): readonly Lease[] {
  if (replace === 'others') return live;
  if (replace.length > 0) {
    return replace.flatMap((session) => live.find((lease) => lease.session === session) ?? []);
  }
  if (whenFull !== 'replace-oldest') return [];
  // Without protection even a lease that started after this request began, which was then overtaken.
  return live.filter(({ startedAt }) => protectSeconds === 0 || startedAt <= now - protectSeconds * 1000);
}
