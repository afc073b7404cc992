import type { Media } from './types.ts';
import type { World } from './world.ts';

/** Into how many checks the time is divided after which a picture is taken for dead. */
const CHECKS = 4;
/** Libraries nudge a picture that stands by fractions of a second; the viewer seeks farther, in seconds. */
const SHORTEST_SEEK = 1;

export interface Patience {
  /** How long the picture may stand, in milliseconds. */
  readonly playing: number;
  /** The same after a seek, until it moves again. */
  readonly seeking: number;
}

/**
 * Notices a picture that should move and does not. It counts its own checks and not the time: while a tab is frozen or
 * the device sleeps no check runs, and none counts.
 * @param onDead called once the picture has stood for too long, and again after each such time more
 */
export function watchProgress(media: Media, { after }: World, { playing, seeking }: Patience, onDead: () => void) {
  const pace = playing / CHECKS;
  let position = media.currentTime;
  let sought = false;
  let still = 0;
  let cancel: (() => void) | undefined;

  /** @returns whether the picture has moved since the last look */
  function moved(): boolean {
    if (media.currentTime === position || media.seeking) return false;
    position = media.currentTime;
    sought = false;
    still = 0;
    return true;
  }

  function onSeek(): void {
    if (Math.abs(Number(media.currentTime) - Number(position)) >= SHORTEST_SEEK) {
      sought = true;
      still = 0;
    }
    position = media.currentTime;
  }

  function check(): void {
    cancel = after(pace, check);
    // It may have moved until just before the first check that finds it standing, which does not count.
    if (moved() || still++ * pace < (sought ? seeking : playing)) return;
    still = 0;
    onDead();
  }

  function stop(): void {
    cancel?.();
    cancel = undefined;
  }

  function start(): void {
    stop();
    still = 0;
    // What does not tell its position is not watched.
    if (position !== undefined) cancel = after(pace, check);
  }

  return { start, stop, moved, onSeek };
}
