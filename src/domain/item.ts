import * as z from 'zod/mini';
import type { User } from './user.ts';

const LeaseItem = z.object({
  stream: z.string(),
  device: z.optional(z.string()),
  startedAt: z.number(),
  expiresAt: z.number(),
});

const UserItem = z.object({
  id: z.string(),
  name: z.string(),
  subscription: z.string(),
  plan: z.string(),
  createdAt: z.number(),
  activeStreams: z.number(),
  lastSeenAt: z.optional(z.number()),
  streams: z.record(z.string(), LeaseItem),
});

/** What the table holds for one user. */
export type UserItem = z.infer<typeof UserItem>;

/**
 * The key of a session in the item's `streams`: the session itself, except for the names that every JavaScript object
 * inherits (`constructor`, `__proto__` …). Those get a `~`, which no id can hold, as tools written in JavaScript misread
 * them: the document client drops `__proto__`. See docs/decisions/session-keys.md.
 */
export const leaseKey = (session: string): string => (session in Object.prototype ? `~${session}` : session);

const sessionOf = (key: string): string => (key.startsWith('~') ? key.slice(1) : key);

/** @throws if the item is not what this service wrote: a fault nobody expects. */
export function parseItem(item: unknown): User {
  const { streams, ...user } = z.parse(UserItem, item);
  const leases = Object.entries(streams)
    .map(([key, lease]) => ({ session: sessionOf(key), ...lease }))
    .sort((a, b) => a.startedAt - b.startedAt || (a.session < b.session ? -1 : 1));
  return { ...user, leases };
}
