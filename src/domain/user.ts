/** Properties of a lease, for policies: `{ quality: 'uhd' }`. */
export type Tags = Readonly<Record<string, string>>;

/** A session's right to a slot. Times are epoch milliseconds. */
export interface Lease {
  readonly session: string;
  readonly stream: string;
  readonly device?: string | undefined;
  readonly startedAt: number;
  readonly expiresAt: number;
  /** How long a renewal lasts, in milliseconds, if the last one found no free slot; undefined otherwise. */
  readonly pace?: number | undefined;
  /** When it began to show its stream, if not at `startedAt`. Only with passes on. */
  readonly since?: number | undefined;
  /** When its last pass ends, if before `expiresAt`. Only with passes on. */
  readonly pass?: number | undefined;
  readonly tags?: Tags | undefined;
}

/** A lease ended by another session, and which one. Times are epoch milliseconds. */
export interface Ended {
  readonly session: string;
  /** `replaced`: it was live. `expired`: it had expired before its slot was taken. */
  readonly reason: 'replaced' | 'expired';
  readonly at: number;
  /** The session that took the slot. */
  readonly by: Pick<Lease, 'session' | 'device' | 'stream'>;
}

/** A user of the streaming service. Times are epoch milliseconds. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly subscription: string;
  readonly plan: string;
  /** The key of the index of plans; undefined in items of version 1 that were not migrated. */
  readonly listing?: string | undefined;
  readonly createdAt: number;
  /** The stamp of the last change; undefined in items of version 1. */
  readonly changedAt?: number | undefined;
  /** The item's counter of leases, expired ones included. The conditions of the writes use it. */
  readonly leaseCount: number;
  /** When a stream was last admitted, renewed or stopped; undefined if the user never watched. */
  readonly lastSeenAt?: number | undefined;
  /** Oldest first, expired ones included. */
  readonly leases: readonly Lease[];
  /** Latest first; undefined if no other session ever ended a lease. */
  readonly ended?: readonly Ended[] | undefined;
  /** Overrides the plan's limit, and the token's. */
  readonly limit?: number | undefined;
  /** The limit in the token of the last start. */
  readonly tokenLimit?: number | undefined;
  /** When the last pass of each lease that ended early ends (`ending.ts`); undefined if passes were never on. */
  readonly ending?: Readonly<Record<string, number>> | undefined;
  /** When all leases were last revoked. */
  readonly revokedAt?: number | undefined;
  /** The leases that the last revoke ended; undefined if an earlier release made it. */
  readonly revoked?: readonly Lease[] | undefined;
  /** Until then no start is admitted. */
  readonly blockedUntil?: number | undefined;
}

/**
 * The remains of a user who was removed, or who was blocked before they existed. It is not a user. It keeps a block,
 * and fences off writes meant for the former user. Times are epoch milliseconds.
 */
export interface Tombstone {
  readonly id: string;
  readonly changedAt: number;
  readonly blockedUntil?: number | undefined;
  /** The former user's. */
  readonly ending?: User['ending'];
}

/**
 * A lease is live until `expiresAt`. Then another session may take its slot; until that happens, its own session can
 * still renew it.
 */
export const isLive = (lease: Lease, now: number): boolean => now < lease.expiresAt;

export const liveLeases = (user: User, now: number): Lease[] => user.leases.filter((lease) => isLive(lease, now));

export const leaseOf = (user: User, session: string): Lease | undefined =>
  user.leases.find((lease) => lease.session === session);

/** The end of the user's block, if it has not ended. */
export const blockOf = ({ blockedUntil }: Pick<User, 'blockedUntil'>, now: number): number | undefined =>
  blockedUntil !== undefined && now < blockedUntil ? blockedUntil : undefined;

export function hasSameTags(one: Tags = {}, other: Tags = {}): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
}
