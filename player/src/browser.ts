import type { World } from './world.ts';

/** The platform, as far as it has what is needed: televisions of some age lack one thing or another. */
export function browserWorld(given: typeof fetch | undefined): World {
  return {
    now: () => performance.now(),
    wall: () => Date.now(),
    random: Math.random,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    fetch: given ?? ((input, init) => fetch(input, init)),
    storage: storage(),
    lock,
    newSession,
  };
}

function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    // The user forbids it, or the page has no origin.
    return undefined;
  }
}

/** Where there are no locks (an old television, a page without HTTPS) there is taken to be one window only. */
function lock(name: string): Promise<(() => void) | undefined> {
  const locks = typeof navigator === 'object' ? navigator.locks : undefined;
  if (!locks) return Promise.resolve(() => {});
  return new Promise((resolve) => {
    locks
      .request(name, { ifAvailable: true }, (granted) =>
        granted ? new Promise<void>((release) => resolve(release)) : resolve(undefined),
      )
      .catch(() => resolve(() => {}));
  });
}

/** 128 random bits: the session is the key of the slot, so nobody may guess it. */
function newSession(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => `0${byte.toString(16)}`.slice(-2)).join('');
}
