import { parseItem } from '../src/domain/item.ts';
import { makeRoom } from '../src/domain/making-room.ts';
import { renewAtOnePace } from '../src/domain/renewals.ts';
import { admit, type StreamUpdate, stop, takeOver } from '../src/domain/stream-updates.ts';
import { user } from './support/table.ts';

export const LIMITS = { standard: 3, byPlan: new Map() };

export interface Operation {
  readonly name: 'admit' | 'deny' | 'renew' | 'stop' | 'reclaim';
  /** The user's item before it. */
  readonly before: (id: string) => ReturnType<typeof user>;
  readonly path: string;
  readonly body: (id: string) => object;
  readonly status: number;
  /** The raw updates that decide the same. */
  readonly updates: (item: ReturnType<typeof user>) => StreamUpdate[];
}

/** The lease that a start asks for. */
/** The time, as the stamp of a write. */
export const moment = () => ({ now: Date.now(), stamp: Date.now() });

export const wanted = () => ({
  session: 'tv-new',
  stream: 'stream_100',
  device: 'Kitchen tablet',
  startedAt: Date.now(),
  expiresAt: Date.now() + 150_000,
});
const request = (id: string) => ({ id, stream: 'stream_100', session: 'tv-new', device: 'Kitchen tablet' });

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
    before: (id) => user(id, 3),
    path: '/renewstream',
    body: (id) => ({ id, session: 'tv-1' }),
    status: 200,
    updates: () => [renewAtOnePace({ session: 'tv-1', stream: undefined, ...moment() }, Date.now() + 150_000)],
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
];
