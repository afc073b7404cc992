import type { World } from './world.ts';

/** A session that this player has, and no other page of the device. */
export interface Held {
  readonly session: string;
  /** The page that had it before was left a moment ago: its stop may still be on its way. */
  readonly inherited: boolean;
  /** Lets go of it, and keeps it for whoever starts next on this device. `left`: its stop was sent, nobody knows whether it arrives. */
  readonly leave: (left: boolean) => void;
  /** Lets go of it for good: it holds nothing any more. */
  readonly drop: () => void;
}

export interface Sessions {
  readonly take: () => Promise<Held>;
}

interface Kept {
  readonly session: string;
  /** By the device's clock. */
  readonly left?: number;
}

/** How many sessions are remembered at most: what crashed or was left. */
const MAX_KEPT = 8;
/** How long a request of a page that was left may be on its way, in milliseconds. */
const ON_ITS_WAY_MS = 60_000;

/**
 * The sessions of one user on this device. They outlast a crash, so that a player that starts again finds its own lease instead
 * of its own ghost; a lock for each keeps a second window from taking what the first one plays with.
 */
export function keptSessions(world: World, user: string): Sessions {
  const key = `streamgate:${user}`;

  function read(): Kept[] {
    try {
      const kept: unknown = JSON.parse(world.storage?.getItem(key) ?? '[]');
      return Array.isArray(kept) ? kept.filter((each) => typeof each?.session === 'string') : [];
    } catch {
      return [];
    }
  }

  /** @param entry undefined forgets the session */
  function keep(session: string, entry?: Kept): void {
    const others = read().filter((each) => each.session !== session);
    try {
      world.storage?.setItem(key, JSON.stringify((entry ? [entry] : []).concat(others).slice(0, MAX_KEPT)));
    } catch {
      // Full, or forbidden: then it does not outlast this page.
    }
  }

  function hold({ session, left }: Kept, release: () => void): Held {
    keep(session, { session });
    return {
      session,
      inherited: left !== undefined && Math.abs(world.wall() - left) < ON_ITS_WAY_MS,
      leave: (again) => {
        keep(session, again ? { session, left: world.wall() } : { session });
        release();
      },
      drop: () => {
        keep(session);
        release();
      },
    };
  }

  async function take(): Promise<Held> {
    for (const kept of read()) {
      const release = await world.lock(`${key}:${kept.session}`);
      if (release) return hold(kept, release);
    }
    const session = world.newSession();
    const release = await world.lock(`${key}:${session}`);
    return hold({ session }, release ?? (() => {}));
  }

  return { take };
}

/** A session that the integrator gave. It is kept nowhere. */
export function givenSession(session: string): Sessions {
  let inherited = false;
  return {
    take: async () => ({
      session,
      inherited,
      leave: (left) => {
        inherited = left;
      },
      drop: () => {},
    }),
  };
}
