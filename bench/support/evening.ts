import type { Shot } from './open-loop.ts';

let users = 0;
const bodyOf = (body: object) => JSON.stringify({ id: `user-${users++}`, ...body });

/** Each is for a new user. The stub engine refuses the first write of a take-over: the user is full. */
export const SHOTS = {
  start: () => ({ path: '/requeststream', body: bodyOf({ stream: 'stream_100', session: 'tv-new' }) }),
  takeOver: () => ({
    path: '/requeststream',
    body: bodyOf({ stream: 'stream_100', session: 'over-1', replace: ['tv-1'] }),
  }),
  renew: () => ({ path: '/renewstream', body: bodyOf({ session: 'tv-1' }) }),
  stop: () => ({ path: '/stopstream', body: bodyOf({ session: 'tv-1' }) }),
} satisfies Record<string, () => Shot>;

/**
 * The requests of an evening (npm run capacity -- --simulate): of sixteen one is a start and one a stop, and of the
 * starts every fourth takes over; the others are renewals.
 */
export function shotOf(i: number): Shot {
  if (i % 64 === 0) return SHOTS.takeOver();
  if (i % 16 === 0) return SHOTS.start();
  return i % 16 === 8 ? SHOTS.stop() : SHOTS.renew();
}
