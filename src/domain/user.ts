/** Properties of a lease, for policies: `{ quality: 'uhd' }`. */
export type Tags = Readonly<Record<string, string>>;

/** A session's right to a slot. Times are epoch milliseconds. */
export interface Lease {
  readonly session: string;
  readonly stream: string;
  readonly device?: string | undefined;
  readonly startedAt: number;
  readonly expiresAt: number;
  /** How long a renewal lasts, in milliseconds, when the last one found no slot to spare; undefined otherwise. */
  readonly pace?: number | undefined;
  /** Since when it shows its stream, where that is not since `startedAt`. Only with passes on. */
  readonly since?: number | undefined;
  /** When the last pass of it ends, where that is before `expiresAt`. Only with passes on. */
  readonly pass?: number | undefined;
  /** Undefined: it has none. */
  readonly tags?: Tags | undefined;
}

/** A lease ended by another session, and which one. Times are epoch milliseconds. */
export interface Ended {
  readonly session: string;
  /** `replaced`: it was live, and gave way. `expired`: it had ended by itself, and its slot was taken. */
  readonly reason: 'replaced' | 'expired';
  readonly at: number;
  /** The session that took the slot. */
  readonly by: Pick<Lease, 'session' | 'device' | 'stream'>;
}

/** An account of the streaming service, as its item holds it. Times are epoch milliseconds. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly subscription: string;
  readonly plan: string;
  /** The key of the index of plans; undefined in an item that no command has moved there yet. */
  readonly listing?: string | undefined;
  readonly createdAt: number;
  /** The stamp of the last change; undefined in an item from before there were stamps. */
  readonly changedAt?: number | undefined;
  /** The item's counter: leases that it holds, expired ones included. The conditions of the writes go by it. */
  readonly leaseCount: number;
  /** When a stream was last admitted, renewed or stopped; undefined if nothing was ever watched. */
  readonly lastSeenAt?: number | undefined;
  /** Oldest first, expired ones included. */
  readonly leases: readonly Lease[];
  /** Latest first; undefined if no lease was ever ended by another session. */
  readonly ended?: readonly Ended[] | undefined;
  /** Overrides the limit of the plan, and the token's. */
  readonly limit?: number | undefined;
  /** The number that the token of the last start gave. */
  readonly tokenLimit?: number | undefined;
  /**
   * When the last pass ends of leases that have ended, by a key of its own for each; undefined: passes were never on.
   */
  readonly ending?: Readonly<Record<string, number>> | undefined;
  /** When all leases were last revoked. */
  readonly revokedAt?: number | undefined;
  /** The leases that it ended; undefined in an item that an earlier release revoked. */
  readonly revoked?: readonly Lease[] | undefined;
  /** Until then nothing is admitted. */
  readonly blockedUntil?: number | undefined;
}

/**
 * The remains of a user who was removed, or who was blocked before they existed. It is no user: it only keeps a
 * block, and fences off what was sent to the former user. Times are epoch milliseconds.
 */
export interface Tombstone {
  readonly id: string;
  readonly changedAt: number;
  readonly blockedUntil?: number | undefined;
  /** As a user's: what the former user left. */
  readonly ending?: User['ending'];
}

/** A lease is live until `expiresAt`. After it, it is dead to others but can still be renewed by its session. */
export const isLive = (lease: Lease, now: number): boolean => now < lease.expiresAt;

export const liveLeases = (user: User, now: number): Lease[] => user.leases.filter((lease) => isLive(lease, now));

export const leaseOf = (user: User, session: string): Lease | undefined =>
  user.leases.find((lease) => lease.session === session);

/** The time until which nothing is admitted, if it lies ahead. */
export const blockOf = ({ blockedUntil }: Pick<User, 'blockedUntil'>, now: number): number | undefined =>
  blockedUntil !== undefined && now < blockedUntil ? blockedUntil : undefined;

/** Whether two leases carry the same tags. */
export function hasSameTags(one: Tags = {}, other: Tags = {}): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
