import { parseItem } from '../src/domain/item.ts';
import { makeRoom } from '../src/domain/making-room.ts';
import { renew, renewShort } from '../src/domain/renewals.ts';
import { admit, revoke, type StreamUpdate, stop, takeOver } from '../src/domain/stream-updates.ts';
import { user } from './support/table.ts';

export const LIMITS = { standard: 3, byPlan: new Map() };

export interface Operation {
  readonly name:
    | 'admit'
    | 'deny'
    | 'renew'
    | 'renew, full'
    | 'renew, just full'
    | 'stop'
    | 'reclaim'
    | 'replace'
    | 'revoke';
  /** The user's item before it. */
  readonly before: (id: string) => ReturnType<typeof user>;
  readonly path: string;
  readonly body: (id: string) => object;
  readonly status: number;
  /** The raw updates that decide the same. */
  readonly updates: (item: ReturnType<typeof user>) => StreamUpdate[];
}

/** The time, as the stamp of a write. */
export const moment = () => ({ now: Date.now(), stamp: Date.now() });

/** How long a renewal lasts, in milliseconds, as the settings have it by default. */
const LENGTHS = { spare: 750_000, full: 150_000 };

/** The first write of a renewal. */
export const renewal = () => renew({ session: 'tv-1', stream: undefined, ...moment() }, LENGTHS, LIMITS);

/** The lease that a start asks for. */
export const wanted = () => ({
  session: 'tv-new',
  stream: 'stream_100',
  device: 'Kitchen tablet',
  startedAt: Date.now(),
  expiresAt: Date.now() + 150_000,
});
const request = (id: string) => ({ id, stream: 'stream_100', session: 'tv-new', device: 'Kitchen tablet' });

const renewed = (id: string) => ({ id, session: 'tv-1' });

/** As the last renewal left it that found the user full. */
const renewedFull = (item: ReturnType<typeof user>) => ({
  ...item,
  streams: Object.fromEntries(
    Object.entries(item.streams).map(([session, lease]) => [
      session,
      { ...lease, expiresAt: Date.now() + 90_000, pace: LENGTHS.full },
    ]),
  ),
});

export const OPERATIONS: readonly Operation[] = [
  {
    name: 'admit',
    before: (id) => user(id, 2),
    path: '/requeststream',
    body: request,
    status: 200,
    updates: () => [admit(wanted(), LIMITS, moment())],
  },
  {
    name: 'deny',
    before: (id) => user(id, 3),
    path: '/requeststream',
    body: request,
    status: 409,
    updates: () => [admit(wanted(), LIMITS, moment())],
  },
  {
    name: 'renew',
    before: (id) => user(id, 2),
    path: '/renewstream',
    body: renewed,
    status: 200,
    updates: () => [renewal()],
  },
  {
    name: 'renew, full',
    before: (id) => renewedFull(user(id, 3)),
    path: '/renewstream',
    body: renewed,
    status: 200,
    updates: () => [renewal()],
  },
  {
    name: 'renew, just full',
    before: (id) => user(id, 3),
    path: '/renewstream',
    body: renewed,
    status: 200,
    updates: () => [
      renewal(),
      renewShort({ session: 'tv-1', stream: undefined, ...moment() }, Date.now() + LENGTHS.full, LENGTHS.full),
    ],
  },
  {
    name: 'stop',
    before: (id) => user(id, 3),
    path: '/stopstream',
    body: (id) => ({ id, session: 'tv-1' }),
    status: 200,
    updates: () => [stop('tv-1', moment())],
  },
  {
    name: 'reclaim',
    before: (id) => user(id, 3, 1),
    path: '/requeststream',
    body: request,
    status: 200,
    updates: (item) => {
      const before = parseItem(item);
      const room = makeRoom(before, wanted(), [], LIMITS, { whenFull: 'deny', protectSeconds: 0 }, Date.now());
      if (room === undefined) throw new Error('Nothing has expired.');
      return [admit(wanted(), LIMITS, moment()), takeOver(wanted(), room, LIMITS, moment())];
    },
  },
  {
    name: 'replace',
    before: (id) => user(id, 3),
    path: '/requeststream',
    body: (id) => ({ ...request(id), replace: ['tv-0'] }),
    status: 200,
    updates: (item) => {
      const settings = { whenFull: 'deny', protectSeconds: 0 } as const;
      const room = makeRoom(parseItem(item), wanted(), ['tv-0'], LIMITS, settings, Date.now());
      if (room === undefined) throw new Error('Nobody gives way.');
      return [admit(wanted(), LIMITS, moment()), takeOver(wanted(), room, LIMITS, moment())];
    },
  },
  {
    name: 'revoke',
    before: (id) => user(id, 3),
    path: '/revokestreams',
    body: (id) => ({ id }),
    status: 200,
    updates: () => [revoke(undefined, moment())],
  },
];
