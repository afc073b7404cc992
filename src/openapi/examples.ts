import type { End } from '../domain/ended.ts';
import type { User } from '../domain/user.ts';
import { iso, leaseView, stoppedView, streamsView, streamView, userView } from '../http/views.ts';
import { parseSettings } from '../settings/settings.ts';

/** The document's examples, made by the functions that make the answers: a user with a television and a phone. */
const NOW = Date.parse('2026-11-23T12:00:30Z');
const LEASE_MS = 150_000;

const LIMIT = 3;

const { rules } = parseSettings({ TABLE_NAME: 'users', AUTH: 'none' });

const television = {
  session: 'tv-7f3a9c',
  stream: 'stream_100',
  device: 'Living room TV',
  startedAt: NOW - 30_000,
  expiresAt: NOW - 30_000 + LEASE_MS,
};
const phone = {
  session: 'phone-21d0',
  stream: 'stream_200',
  device: 'Phone',
  startedAt: NOW,
  expiresAt: NOW + LEASE_MS,
};
const tablet = { ...phone, session: 'tablet-9b44', stream: 'stream_300', device: 'Tablet' };

const viewer = (leases: User['leases']): User => ({
  id: '001',
  name: 'Dennis Bergkamp',
  subscription: 'basic plan',
  plan: 'basic plan',
  createdAt: NOW - 3_600_000,
  leaseCount: leases.length,
  lastSeenAt: NOW,
  leases,
});

const watching = viewer([television, phone]);

export const user = userView(watching, NOW);
export const newUser = userView({ ...viewer([]), id: '010', name: 'Van Persie', lastSeenAt: undefined }, NOW);
export const users = { users: [user, userView({ ...viewer([]), id: '002', name: 'Thierry Henry' }, NOW)] };
export const stream = streamView(television);
export const streams = streamsView(watching, rules, NOW);
export const full = { id: '001', limit: LIMIT, live: [television, phone, tablet] };
export const lease = {
  ...leaseView({ user: watching, lease: television, limit: LIMIT, now: NOW }, { rules, random: () => 0 }),
  renewAfter: 56.3,
};

export const stopped = stoppedView(
  { user: viewer([phone]), limit: LIMIT, now: NOW, stopped: true },
  television.session,
);

export const health = { status: 'ok', latencyMs: 4 };

export const REQUEST_ID = '3f0e5c1a-8a51-4b6e-9d0c-5c2b8f6f9a10';

export const end: End = {
  reason: 'replaced',
  at: NOW,
  by: { session: tablet.session, device: tablet.device, stream: tablet.stream },
};

export const started = { ...lease, session: tablet.session, stream: tablet.stream, replaced: [phone.session] };

export const blocked = { blockedUntil: NOW + 3_600_000, now: NOW };

/** A refused start: when it was sent, and when it may be sent again. */
export const early = { until: NOW + 20_000, now: NOW };

export const revoked = {
  id: user.id,
  revoked: [television.session, phone.session],
  blockedUntil: iso(blocked.blockedUntil),
};
