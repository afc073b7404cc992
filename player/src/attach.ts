import { checkId, must } from './errors.ts';
import type { Machine } from './machine.ts';
import { isLive } from './table.ts';
import type { AttachOptions, Media } from './types.ts';
import type { World } from './world.ts';

const RELEASE_AFTER_PAUSE_SECONDS = 1800;
/** What has played to its end may be followed by the next part, as a spot is by the film: so long is the slot kept. */
const RELEASE_AFTER_END_SECONDS = 15;

/**
 * Ties a player to a `<video>`: its play asks for a slot, whoever calls it (the viewer, hls.js, Shaka, video.js); what must not
 * play is paused, and goes on when it may. Seeks, buffering and changes of quality are none of its business.
 */
export function attach(machine: Machine, world: World, media: Media, stream: string, options: AttachOptions = {}) {
  must(typeof media?.play === 'function', 'attach needs a <video>.');
  checkId('stream', stream);
  const { releaseAfterPause = RELEASE_AFTER_PAUSE_SECONDS, signal } = options;
  must(releaseAfterPause >= 0, 'releaseAfterPause must be seconds.');
  /** Paused by this and not by the viewer: to be played when it may. */
  let halted = false;
  /** The player has asked since, and may have changed the channel. */
  let asked = false;
  let cancelRelease: (() => void) | undefined;

  function follow(): void {
    asked = true;
    if (!machine.mayPlay) {
      if (!media.paused) {
        halted = true;
        media.pause();
      }
    } else if (halted && machine.state !== 'asking') {
      halted = false;
      // The browser may want the viewer to press play; who has gone shall not hold a slot for ever.
      media.play()?.catch(onPause);
    }
  }

  function onPlay(): void {
    cancelRelease?.();
    halted = false;
    if (!isLive(machine.state)) machine.start(asked ? machine.stream : stream);
    follow();
  }

  function onPause(): void {
    cancelRelease?.();
    const seconds = media.ended ? RELEASE_AFTER_END_SECONDS : releaseAfterPause;
    if (!halted) cancelRelease = world.after(seconds * 1000, () => machine.stop());
  }

  /** Comes several times a second while it plays, also in a hidden tab whose timers hardly run. */
  const onTime = () => machine.wake();

  const listeners = [
    ['play', onPlay],
    ['pause', onPause],
    ['ended', onPause],
    // What is unloaded is paused without an event of its own.
    ['emptied', onPause],
    ['timeupdate', onTime],
  ] as const;

  function detach(): void {
    cancelRelease?.();
    halted = true;
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
