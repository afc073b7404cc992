import { boundsOf } from './bounds.ts';
import { makeRoom, type Room, type Shortage, shortageAmong } from './making-room.ts';
import { enforcedFor, keyIn, monitoredFor, type Policy } from './policies.ts';
import type { Extension, Start } from './requests.ts';
import type { Rules } from './rules.ts';
import { hasSameTags, isLive, type Lease, type User } from './user.ts';

/** The result of a change of a lease's stream or tags. */
export interface Retagging {
  /** A start of the lease with its new stream and tags. */
  readonly start: Start;
  /** Undefined if an enforced policy has no room: then the lease stays as it is. */
  readonly room: Room | undefined;
  readonly shortage: Shortage | undefined;
  /** The policies that only count, and would have denied it. */
  readonly wouldDeny: readonly string[];
}

/**
 * Decides a change of a lease's stream or tags like a start, but only under policies that do not count the lease in
 * this way yet. The limit does not matter, as the lease has its slot. A renewal ends no live lease.
 * @returns undefined if nothing changes that a policy could count
 */
export function retag(user: User, held: Lease, asked: Extension, rules: Rules, now: number): Retagging | undefined {
  const { id, stream = held.stream, tags = held.tags, device = held.device, replace, claim = {} } = asked;
  if (stream === held.stream && hasSameTags(tags, held.tags)) return undefined;
  const { session, startedAt } = held;
  const wanted: Lease = { session, stream, device, startedAt, expiresAt: now + rules.leaseSeconds * 1000, tags };
  const start: Start = { id, wanted, replace: replace ?? [], claim };
  const own: Rules = replace === undefined ? { ...rules, whenFull: 'deny' } : rules;
  const boundsOfChange = (policies: readonly Policy[]) =>
    boundsOf(
      policies.filter((policy) => keyIn(policy, held, wanted) !== keyIn(policy, wanted, wanted)),
      wanted,
      user.plan,
    );
  const enforced = boundsOfChange(enforcedFor(rules.policies, id));
  const room = makeRoom(user, start, own, now, enforced);
  const others = user.leases.filter((lease) => lease !== held && isLive(lease, now));
  return {
    start,
    room,
    shortage: room === undefined ? shortageAmong(others, wanted, enforced) : undefined,
    wouldDeny: boundsOfChange(monitoredFor(rules.policies, id)).flatMap((bound) =>
      bound.policy !== undefined && makeRoom(user, start, own, now, [...enforced, bound]) === undefined
        ? [bound.policy]
        : [],
    ),
  };
}
