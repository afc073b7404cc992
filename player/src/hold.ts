import { StreamgateError } from './errors.ts';
import type { Media } from './types.ts';

/**
 * Keeps a page from playing by itself what was denied. A `play()` that is answered by a pause shows some frames each
 * time, so while it holds, `media.play()` plays nothing: it calls `onPlay`, and rejects like a browser that wants the
 * viewer to press play.
 * @returns what takes hold, and lets go
 */
export function createHold(media: Media, onPlay: () => void): (holds: boolean) => void {
  let own: PropertyDescriptor | undefined;
  let holding = false;

  function play(): Promise<void> {
    onPlay();
    if (!holding) return Promise.resolve(media.play());
    return Promise.reject(Object.assign(new StreamgateError('No slot: wait for the player.'), NOT_ALLOWED));
  }

  return (holds) => {
    if (holds === holding) return;
    holding = holds;
    if (holds) {
      own = Object.getOwnPropertyDescriptor(media, 'play');
      Object.defineProperty(media, 'play', { configurable: true, writable: true, value: play });
    } else if (media.play === play) {
      Reflect.deleteProperty(media, 'play');
      if (own) Object.defineProperty(media, 'play', own);
    }
  };
}

const NOT_ALLOWED = { name: 'NotAllowedError' };
