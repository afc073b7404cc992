import { isId } from './errors.ts';
import type { World } from './world.ts';

/** A session that this player has, and no other page of the device. */
export interface Held {
  readonly session: string;
  /** The page that had it before was left a moment ago: its stop may still be on its way. */
  readonly inherited: boolean;
  readonly release: (to: Fate) => void;
}

/**
 * Where a released session goes. `forgotten`: it holds nothing any more. `kept`: it may hold a lease, and whoever
 * starts next on this device shall have it. `left`: the same, and a stop was sent that may arrive or not.
 */
export type Fate = 'forgotten' | 'kept' | 'left';

interface Kept {
  readonly session: string;
  /** By the device's clock. */
  readonly left?: number | undefined;
}

/** How many sessions are remembered at most: what crashed or was left. */
const MAX_KEPT = 8;
/** How long a request of a page that was left may be on its way, in milliseconds. */
const ON_ITS_WAY_MS = 60_000;

/**
 * The sessions of one user on this device. They outlast a crash, so that a player that starts again finds its own lease
 * instead of its own ghost; a lock for each keeps a second window from taking what the first one plays with.
 * @returns what takes one
 */
export function keptSessions({ storage, lock, wall, newSession }: World, user: string): () => Promise<Held> {
  const key = `streamgate:${user}`;

  function read(): Kept[] {
    try {
      const kept: readonly Kept[] = JSON.parse(storage?.getItem(key) ?? '[]');
      return kept.filter(({ session }) => isId(session));
    } catch {
      // Somebody else wrote it.
      return [];
    }
  }

  function save(session: string, ...kept: Kept[]): void {
    const others = read().filter((each) => each.session !== session);
    try {
      storage?.setItem(key, JSON.stringify(kept.concat(others).slice(0, MAX_KEPT)));
    } catch {
      // Full, or forbidden: then it does not outlast this page.
    }
  }

  function hold({ session, left }: Kept, unlock?: () => void): Held {
    save(session, { session });
    return {
      session,
      inherited: wall() - Number(left) < ON_ITS_WAY_MS,
      release: (to) => {
        save(session, ...(to === 'forgotten' ? [] : [{ session, left: to === 'left' ? wall() : undefined }]));
        unlock?.();
      },
    };
  }

  return async () => {
    for (const kept of read()) {
      const unlock = await lock(`${key}:${kept.session}`);
      if (unlock) return hold(kept, unlock);
    }
    const session = newSession();
    return hold({ session }, await lock(`${key}:${session}`));
  };
}

/** A session that the integrator gave. It is kept nowhere. */
export function givenSession(session: string): () => Promise<Held> {
  let inherited = false;
  const release = (to: Fate) => {
    inherited = to === 'left';
  };
  return async () => ({ session, inherited, release });
}
