import { checkId, must } from './errors.ts';
import { createHold } from './hold.ts';
import type { Machine } from './machine.ts';
import { watchProgress } from './progress.ts';
import { isLive } from './table.ts';
import type { AttachOptions, Media, Release } from './types.ts';
import type { World } from './world.ts';

const RELEASE_AFTER_PAUSE_SECONDS = 1800;
const RELEASE_AFTER_STALL_SECONDS = 60;
/**
 * What has played to its end may be followed by the next part, as a spot is by the film; a library may mend a fault.
 */
const RELEASE_SOON_SECONDS = 15;

/**
 * Ties a player to a `<video>`: its play asks for a slot, whoever calls it (the viewer, hls.js, Shaka, video.js); what
 * must not play is paused, and goes on when it may; a picture that died gives its slot back. Seeks, buffering and
 * changes of quality are none of its business.
 */
export function attach(machine: Machine, world: World, media: Media, stream: string, options: AttachOptions = {}) {
  must(typeof media?.play === 'function', 'attach needs a <video>.');
  checkId('stream', stream);
  const { releaseAfterPause = RELEASE_AFTER_PAUSE_SECONDS, signal } = options;
  const { releaseAfterStall = RELEASE_AFTER_STALL_SECONDS } = options;
  must(releaseAfterPause >= 0, 'releaseAfterPause must be seconds.');
  must(releaseAfterStall > 0, 'releaseAfterStall must be seconds.');
  /** Paused by this and not by the viewer: to be played when it may. */
  let halted = false;
  /** The slot was given back as the picture had died: it is not paused, so that it can come back by itself. */
  let dead = false;
  /** The player has asked since, and may have changed the channel. */
  let asked = false;
  let cancelRelease: (() => void) | undefined;
  const hold = createHold(media, () => {
    halted = true;
    ask();
  });
  const patience = {
    playing: releaseAfterStall * 1000,
    seeking: Math.max(releaseAfterPause, releaseAfterStall) * 1000,
  };
  const progress = watchProgress(media, world, patience, () => die('stalled'));

  function follow(): void {
    asked = true;
    hold(machine.barred);
    if (!machine.mayPlay) {
      if (!media.paused && !dead) {
        halted = true;
        media.pause();
      }
    } else if (halted && machine.state !== 'asking') {
      halted = false;
      // The browser may want the viewer to press play; who has gone shall not hold a slot for ever.
      media.play()?.catch(onPause);
    }
  }

  function ask(): void {
    cancelRelease?.();
    dead = false;
    if (!isLive(machine.state)) machine.start(asked ? machine.stream : stream);
  }

  function onPlay(): void {
    halted = false;
    ask();
    progress.start();
    follow();
  }

  function releaseIn(seconds: number, reason: Release['reason']): void {
    cancelRelease?.();
    if (!halted) cancelRelease = world.after(seconds * 1000, () => die(reason));
  }

  function onPause(): void {
    progress.stop();
    if (media.error) releaseIn(RELEASE_SOON_SECONDS, 'error');
    else if (media.ended) releaseIn(RELEASE_SOON_SECONDS, 'finished');
    else releaseIn(releaseAfterPause, 'paused');
  }

  /** What is unloaded is paused without an event of its own. */
  function onEmptied(): void {
    progress.stop();
    releaseIn(Math.min(releaseAfterPause, releaseAfterStall), 'paused');
  }

  function die(reason: Release['reason']): void {
    progress.stop();
    dead = true;
    machine.release(reason);
  }

  /** Comes several times a second while it plays, also in a hidden tab whose timers hardly run. */
  function onTime(): void {
    if (progress.moved() && dead && !media.paused) onPlay();
    machine.wake();
  }

  const listeners = [
    ['play', onPlay],
    ['pause', onPause],
    ['ended', onPause],
    ['emptied', onEmptied],
    // Some browsers pause what they cannot play, before or after this event.
    ['error', onPause],
    ['seeking', progress.onSeek],
    ['seeked', progress.onSeek],
    ['timeupdate', onTime],
  ] as const;

  function detach(): void {
    cancelRelease?.();
    progress.stop();
    halted = true;
    hold(false);
    for (const [type, listener] of listeners) media.removeEventListener(type, listener);
    machine.removeEventListener('statechange', follow);
    signal?.removeEventListener('abort', detach);
    machine.stop();
  }

  for (const [type, listener] of listeners) media.addEventListener(type, listener);
  machine.addEventListener('statechange', follow);
  signal?.addEventListener('abort', detach);
  if (signal?.aborted) detach();
  else {
    if (isLive(machine.state)) machine.start(stream);
    if (!media.paused) onPlay();
  }
  return detach;
}
