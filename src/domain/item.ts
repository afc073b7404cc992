import * as z from 'zod/mini';
import type { Stored } from './table.ts';
import type { Ended, Lease, Tombstone, User } from './user.ts';

const LeaseItem = z.object({
  stream: z.string(),
  device: z.optional(z.string()),
  startedAt: z.number(),
  expiresAt: z.number(),
  pace: z.optional(z.number()),
  since: z.optional(z.number()),
  pass: z.optional(z.number()),
  tags: z.optional(z.record(z.string(), z.string())),
});

const EndedItem = z.object({
  reason: z.enum(['replaced', 'expired']),
  at: z.number(),
  by: z.object({ session: z.string(), device: z.optional(z.string()), stream: z.string() }),
});

const UserItem = z.object({
  id: z.string(),
  name: z.string(),
  subscription: z.string(),
  plan: z.string(),
  listing: z.optional(z.string()),
  createdAt: z.number(),
  changedAt: z.optional(z.number()),
  activeStreams: z.number(),
  lastSeenAt: z.optional(z.number()),
  streams: z.record(z.string(), LeaseItem),
  ended: z.optional(z.record(z.string(), EndedItem)),
  ending: z.optional(z.record(z.string(), z.number())),
  limit: z.optional(z.number()),
  tokenLimit: z.optional(z.number()),
  revokedAt: z.optional(z.number()),
  revoked: z.optional(z.record(z.string(), LeaseItem)),
  blockedUntil: z.optional(z.number()),
});

const TombstoneItem = z.object({
  id: z.string(),
  changedAt: z.number(),
  blockedUntil: z.optional(z.number()),
  ending: z.optional(z.record(z.string(), z.number())),
});

/** A user's item in the table. */
export type UserItem = z.infer<typeof UserItem>;

/**
 * The key of a session in the item's `streams`: the session itself, with a `~` before names that every JavaScript
 * object inherits (`constructor`, `__proto__` …). JavaScript tools misread those: the SDK's `unmarshall` drops
 * `__proto__`. A session that begins with `~` gets another one. See docs/decisions/0002-session-keys.md.
 */
export const leaseKey = (session: string): string =>
  session.startsWith('~') || session in Object.prototype ? `~${session}` : session;

const sessionOf = (key: string): string => (key.startsWith('~') ? key.slice(1) : key);

/** The value of a lease in the item's `streams`. */
export const leaseValue = ({ session: _, tags = {}, ...value }: Lease) =>
  Object.keys(tags).length > 0 ? { ...value, tags } : value;

/** The value of the item's `ended`. */
export const endedValue = (ended: readonly Ended[]) =>
  Object.fromEntries(ended.map(({ session, ...value }) => [leaseKey(session), value]));

const leasesValue = (leases: readonly Lease[]) =>
  Object.fromEntries(leases.map((lease) => [leaseKey(lease.session), leaseValue(lease)]));

/** The inverse of `parseItem`. */
export const itemOf = ({ leaseCount: activeStreams, leases, ended, revoked, ...user }: User) => ({
  ...user,
  activeStreams,
  streams: leasesValue(leases),
  ...(ended === undefined ? {} : { ended: endedValue(ended) }),
  ...(revoked === undefined ? {} : { revoked: leasesValue(revoked) }),
});

/** What a stored item is: a user, a tombstone, or nothing. */
export type Found = { readonly user: User } | { readonly user: undefined; readonly tombstone?: Tombstone | undefined };

/** @throws if this service did not write the item: an unexpected fault */
export function foundIn(item: Stored | undefined): Found {
  if (item === undefined) return { user: undefined };
  return item.createdAt === undefined
    ? { user: undefined, tombstone: z.parse(TombstoneItem, item) }
    : { user: parseItem(item) };
}

/** @throws if the item is not a user's */
export function parseItem(item: unknown): User {
  const { activeStreams: leaseCount, streams, ended, revoked, ...user } = z.parse(UserItem, item);
  return {
    ...user,
    leaseCount,
    leases: leasesIn(streams),
    revoked: revoked && leasesIn(revoked),
    ended: ended && latestFirst(Object.entries(ended).map(([key, entry]) => ({ session: sessionOf(key), ...entry }))),
  };
}

/** Oldest first. */
const leasesIn = (map: UserItem['streams']): Lease[] =>
  Object.entries(map)
    .map(([key, lease]) => ({ session: sessionOf(key), ...lease }))
    .sort((a, b) => a.startedAt - b.startedAt || (a.session < b.session ? -1 : 1));

/** DynamoDB keeps no order in a map, so entries of the same time are sorted by session. */
const latestFirst = (ended: Ended[]): Ended[] => ended.sort((a, b) => b.at - a.at || (a.session < b.session ? -1 : 1));
