import type { World } from './world.ts';

/** A timer that is set for later than this runs at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
/** How long the platform may take to say whether a lock is free, in milliseconds: some never say. */
const LOCK_TIMEOUT_MS = 500;

/** The platform, as far as it has what is needed: televisions of some age lack one thing or another. */
export function browserWorld(given: typeof fetch | undefined): World {
  return {
    now: () => performance.now(),
    wall: () => Date.now(),
    random: Math.random,
    after: (ms, run) => {
      const timer = setTimeout(run, Math.min(ms, LONGEST_TIMER_MS));
      return () => clearTimeout(timer);
    },
    // Called as a function: the platform's own refuses to be a method of something else.
    fetch: (input, init) => (given ?? fetch)(input, init),
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

/** The locks of this page, where the platform has none. */
const taken: string[] = [];
/** The platform has not answered the last request for a lock: the next one does not wait for it. */
let silent = false;

/** Where there are no locks (an old television, a page without HTTPS) there is taken to be one window only. */
async function lock(name: string): Promise<(() => void) | undefined> {
  const locks = typeof navigator === 'object' ? navigator.locks : undefined;
  if (!locks) {
    if (taken.indexOf(name) >= 0) return undefined;
    taken.push(name);
    return () => {
      taken.splice(taken.indexOf(name), 1);
    };
  }
  return new Promise((resolve) => {
    let late = false;
    const giveUp = () => {
      late = true;
      silent = true;
      // Perhaps another window has it: without an answer nothing is taken from it.
      resolve(undefined);
    };
    const timer = setTimeout(giveUp, silent ? 0 : LOCK_TIMEOUT_MS);
    const answer = (unlock: (() => void) | undefined) => {
      silent = false;
      clearTimeout(timer);
      resolve(unlock);
    };
    locks
      .request(name, { ifAvailable: true }, (granted) =>
        granted && !late ? new Promise<void>((release) => answer(release)) : answer(undefined),
      )
      .catch(() => answer(() => {}));
  });
}

/** 128 random bits: the session is the key of the slot, so nobody may guess it. */
const newSession = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-');
