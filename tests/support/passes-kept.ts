import type { Pass } from './asking.ts';
import { sessionOf } from './invariants.ts';

interface Item {
  readonly streams?: Record<string, { startedAt: number; expiresAt: number; pass?: number }>;
  readonly ending?: Record<string, number>;
}

/** The passes of the leases in an item, as it knows them. */
export const passesIn = ({ streams = {} }: Item): Pass[] =>
  Object.entries(streams).map(([key, { startedAt, expiresAt, pass = expiresAt }]) => ({
    session: sessionOf(key),
    startedAt,
    until: pass,
  }));

/**
 * Invariant 10 in one item: it knows of each pass that is out, by the lease, or by an entry of its own once that has
 * ended, and there are at most three times the limit.
 * @param item at the end
 * @param given the passes that were given out, those of leases in the item at the beginning included
 * @param now epoch milliseconds
 * @returns what is wrong, if anything is
 */
export function passesFault(item: Item, given: readonly Pass[], limit: number, now: number): string | undefined {
  const keyOf = ({ session, startedAt }: Pass) => `${session} since ${startedAt}`;
  const ends = new Map<string, number>();
  for (const pass of given) ends.set(keyOf(pass), Math.max(ends.get(keyOf(pass)) ?? 0, pass.until));
  const held = new Map(passesIn(item).map((pass) => [keyOf(pass), pass.until]));
  const entries = Object.values(item.ending ?? {}).toSorted((a, b) => b - a);
  if (held.size + entries.filter((end) => end > now).length > 3 * limit) return 'It knows of too many passes.';
  const left = [];
  for (const [lease, until] of ends) {
    const known = held.get(lease);
    if (known !== undefined && known < until) return `It does not know how long the pass of ${lease} lasts.`;
    if (known === undefined && until > now) left.push(until);
  }
  const isForgotten = left.toSorted((a, b) => b - a).some((until, i) => (entries[i] ?? 0) < until);
  return isForgotten
    ? `${left.length} leases have ended, whose passes last until ${left}: it knows ${entries}.`
    : undefined;
}
