import { parseItem } from '../src/domain/item.ts';
import { makeRoom } from '../src/domain/making-room.ts';
import { renewBlindly, renewShort } from '../src/domain/renewal-writes.ts';
import { revoke } from '../src/domain/revoke.ts';
import { admit, takeOver } from '../src/domain/start-writes.ts';
import { stop } from '../src/domain/stop.ts';
import type { Update } from '../src/domain/table.ts';
import { parseSettings } from '../src/settings/settings.ts';
import { user } from './support/table.ts';

/** As the settings have them by default. */
export const { rules: RULES } = parseSettings({ TABLE_NAME: 'users', AUTH: 'none' });

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
  readonly updates: (item: ReturnType<typeof user>) => Update[];
}

/** The time, as the stamp of a write. */
export const moment = () => ({ now: Date.now(), stamp: Date.now() });

/** The first write of a renewal. */
export const renewal = () => renewBlindly({ id: 'user', session: 'tv-1' }, moment(), RULES);

/** The lease that a start asks for. */
export const wanted = () => ({
  session: 'tv-new',
  stream: 'stream_100',
  device: 'Kitchen tablet',
  startedAt: Date.now(),
  expiresAt: Date.now() + 150_000,
});
/** The same start, as the decision needs it. */
export const start = (id: string, replace: readonly string[] = []) => ({ id, wanted: wanted(), replace, claim: {} });
const request = (id: string) => ({ id, stream: 'stream_100', session: 'tv-new', device: 'Kitchen tablet' });

const renewed = (id: string) => ({ id, session: 'tv-1' });

/** As the last renewal left it that found the user full. */
const renewedFull = (item: ReturnType<typeof user>) => ({
  ...item,
  streams: Object.fromEntries(
    Object.entries(item.streams).map(([session, lease]) => [
      session,
      { ...lease, expiresAt: Date.now() + 90_000, pace: RULES.leaseSeconds * 1000 },
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
    updates: () => [admit(start('user'), RULES, moment())],
  },
  {
    name: 'deny',
    before: (id) => user(id, 3),
    path: '/requeststream',
    body: request,
    status: 409,
    updates: () => [admit(start('user'), RULES, moment())],
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
      renewShort({ id: 'user', session: 'tv-1' }, moment(), Date.now() + RULES.leaseSeconds * 1000, RULES, {}),
    ],
  },
  {
    name: 'stop',
    before: (id) => user(id, 3),
    path: '/stopstream',
    body: (id) => ({ id, session: 'tv-1' }),
    status: 200,
    updates: () => [stop('tv-1', moment(), RULES)],
  },
  {
    name: 'reclaim',
    before: (id) => user(id, 3, 1),
    path: '/requeststream',
    body: request,
    status: 200,
    updates: (item) => {
      const [user, asked] = [parseItem(item), start(item.id)];
      const room = makeRoom(user, asked, RULES, Date.now());
      if (room === undefined) throw new Error('Nothing has expired.');
      return [admit(asked, RULES, moment()), takeOver(asked, user, room, RULES, moment())];
    },
  },
  {
    name: 'replace',
    before: (id) => user(id, 3),
    path: '/requeststream',
    body: (id) => ({ ...request(id), replace: ['tv-0'] }),
    status: 200,
    updates: (item) => {
      const [user, asked] = [parseItem(item), start(item.id, ['tv-0'])];
      const room = makeRoom(user, asked, RULES, Date.now());
      if (room === undefined) throw new Error('Nobody gives way.');
      return [admit(asked, RULES, moment()), takeOver(asked, user, room, RULES, moment())];
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
