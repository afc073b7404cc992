import type { Ended, Tags } from '../../src/domain/user.ts';
import type { State } from './model.ts';

interface Attributes {
  readonly id?: { readonly S: string };
  readonly activeStreams?: { readonly N: string };
  readonly streams?: { readonly M: object };
}

/**
 * Invariant 2 on the wire, wherever DynamoDB tells a whole item: the counter is the number of leases.
 * @returns undefined, or what is wrong
 */
export function brokenInvariant(answer: string): string | undefined {
  const { Attributes, Item }: { Attributes?: Attributes; Item?: Attributes } = JSON.parse(answer || '{}');
  const item = Attributes ?? Item;
  if (item?.streams === undefined) return undefined;
  const leases = Object.keys(item.streams.M);
  return Number(item.activeStreams?.N) === leases.length
    ? undefined
    : `user ${item.id?.S} counts ${item.activeStreams?.N} streams and holds ${leases}`;
}

/**
 * An item of the table, as the model would have it; read here and not by the service, so that the two are compared.
 * @throws if the counter is not the number of leases
 */
export function stateOf(item: Record<string, unknown> | undefined): State {
  if (item === undefined) return undefined;
  if (item.createdAt === undefined) return absent(item);
  const { id, subscription, activeStreams, lastSeenAt, streams, ended, revokedAt, blockedUntil, ...rest } = item as {
    id: string;
    subscription: string;
    activeStreams: number;
    lastSeenAt?: number;
    streams: Record<string, { stream: string; device?: string; startedAt: number; expiresAt: number; tags?: Tags }>;
    ended?: Record<string, Omit<Ended, 'session'>>;
    revokedAt?: number;
    blockedUntil?: number;
    limit?: number;
    tokenLimit?: number;
    revoked?: Record<string, object>;
  };
  const leases = Object.entries(streams)
    .map(([key, { stream, device, startedAt, expiresAt, tags }]) => {
      return { session: sessionOf(key), stream, device, startedAt, expiresAt, tags };
    })
    .sort((a, b) => a.startedAt - b.startedAt || (a.session < b.session ? -1 : 1));
  if (activeStreams !== leases.length)
    throw new Error(`User ${id} counts ${activeStreams} of ${leases.length} leases.`);
  return {
    subscription,
    ...(lastSeenAt === undefined ? {} : { lastSeenAt }),
    leases,
    ...(ended === undefined
      ? {}
      : { ended: Object.entries(ended).map(([key, each]) => ({ session: sessionOf(key), ...each })) }),
    ...(rest.limit === undefined ? {} : { limit: rest.limit }),
    ...(rest.tokenLimit === undefined ? {} : { tokenLimit: rest.tokenLimit }),
    ...(rest.revoked === undefined ? {} : { revoked: Object.keys(rest.revoked).map(sessionOf) }),
    ...(revokedAt === undefined ? {} : { revokedAt }),
    ...(blockedUntil === undefined ? {} : { blockedUntil }),
  };
}

/** What a removed user has left: nothing to a caller, unless it keeps somebody out. */
function absent({ blockedUntil, forgetAt }: Record<string, unknown>): State {
  if (typeof forgetAt !== 'number') throw new Error('A tombstone that nothing clears.');
  return typeof blockedUntil === 'number' ? { absent: true, blockedUntil } : undefined;
}

/** The session of a key, as the item has it. */
export const sessionOf = (key: string): string => key.replace(/^~/, '');

/** Whether the two are the same user, whatever the order of their attributes. */
export const isSame = (one: State, other: State): boolean => canonical(one) === canonical(other);

const canonical = (state: State): string =>
  JSON.stringify(
    state?.absent
      ? state
      : state && [
          state.subscription,
          state.limit,
          state.tokenLimit,
          state.lastSeenAt,
          state.leases.map((l) => [
            ...[l.session, l.stream, l.device, l.startedAt, l.expiresAt],
            Object.entries(l.tags ?? {}).sort(),
          ]),
          (state.ended ?? [])
            .map(({ session, reason, at, by }) => [session, reason, at, by.session, by.device, by.stream].join())
            .sort(),
          state.revokedAt,
          state.revoked?.toSorted(),
          state.blockedUntil,
        ],
  );
