import { attach } from '../../../player/src/attach.ts';
import type { Device } from './device.ts';

/** As much of a `<video>` as counts here. */
export class FakeVideo extends EventTarget {
  paused = true;
  ended = false;
  /** The browser wants the viewer to press play. */
  refuses = false;

  async play(): Promise<void> {
    if (this.refuses) throw new DOMException('The viewer did not press play.', 'NotAllowedError');
    if (!this.paused) return;
    this.paused = false;
    this.dispatchEvent(new Event('play'));
  }

  pause(): void {
    if (this.paused) return;
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }

  /** What a library does that is done with it: an element that is unloaded is paused without a `pause`. */
  unload(): void {
    this.paused = true;
    this.dispatchEvent(new Event('emptied'));
  }

  finish(): void {
    this.ended = true;
    this.pause();
  }
}

export type Options = [player?: Parameters<Device['player']>[0], attached?: Parameters<typeof attach>[4]];

/** A player on this device, attached to a video that has not been played yet. */
export function watching(device: Device, ...[options = {}, more = {}]: Options) {
  const player = device.player(options);
  const video = new FakeVideo();
  const detach = attach(player, device.world(), video, 'film', more);
  return { player, video, detach };
}
