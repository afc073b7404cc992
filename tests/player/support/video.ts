import { attach } from '../../../player/src/attach.ts';
import type { Device } from './device.ts';

/** As much of a `<video>` as counts here. */
export class FakeVideo extends EventTarget {
  paused = true;
  ended = false;
  seeking = false;
  error: object | null = null;
  /** The browser wants the viewer to press play. */
  refuses = false;
  /** Nothing comes any more, though it is not paused. */
  stuck = false;
  readonly #now: () => number;
  #position = 0;
  #since = 0;

  /** @param now moves the picture while it plays, in milliseconds */
  constructor(now: () => number = () => 0) {
    super();
    this.#now = now;
  }

  get currentTime(): number {
    const now = this.#now();
    if (!this.paused && !this.stuck) this.#position += (now - this.#since) / 1000;
    this.#since = now;
    return this.#position;
  }

  /** A seek, of which nothing has arrived yet. */
  set currentTime(position: number) {
    this.#position = position;
    this.#since = this.#now();
    this.dispatchEvent(new Event('seeking'));
  }

  /** No more segments arrive, or they do again. */
  stick(stuck: boolean): void {
    this.currentTime;
    this.stuck = stuck;
  }

  async play(): Promise<void> {
    if (this.refuses) throw new DOMException('The viewer did not press play.', 'NotAllowedError');
    if (!this.paused) return;
    this.#since = this.#now();
    this.paused = false;
    this.dispatchEvent(new Event('play'));
  }

  pause(): void {
    if (this.paused) return;
    this.currentTime;
    this.paused = true;
    this.dispatchEvent(new Event('pause'));
  }

  /** What a library does that is done with it: an element that is unloaded is paused without a `pause`. */
  unload(): void {
    this.paused = true;
    this.error = null;
    this.dispatchEvent(new Event('emptied'));
  }

  /** As Chromium does it: it pauses what it cannot play. */
  break(): void {
    this.error = { code: 4 };
    this.dispatchEvent(new Event('error'));
    this.pause();
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
  const world = device.world();
  const video = new FakeVideo(world.now);
  const detach = attach(player, world, video, 'film', more);
  return { player, video, detach };
}
