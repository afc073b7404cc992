import Hls, { type ErrorData } from 'hls.js';
import { hlsjs, type PassHolder } from '../../../player/src/hlsjs.ts';

/** By the reasons of edge/verify.ts. */
const REASONS: Readonly<Record<string, string>> = {
  missing: 'there is no pass',
  expired: 'the pass has expired',
  'other-path': 'the pass is for another stream',
};

/** The edge's reason for a refused request; undefined for another fault. */
function refusalOf({ networkDetails }: ErrorData): string | undefined {
  if (!(networkDetails instanceof XMLHttpRequest) || networkDetails.status !== 401) return undefined;
  const reason = networkDetails.getResponseHeader('x-pass-refused') ?? '';
  return REASONS[reason] ?? reason;
}

/** A picture of a live stream, with a line below it and a button. */
export class Screen {
  readonly element = document.createElement('figure');
  readonly button = document.createElement('button');
  readonly #video = document.createElement('video');
  readonly #caption = document.createElement('figcaption');
  readonly #hls: Hls;

  /** @param holder of the passes for the requests; without it they have none */
  constructor(stream: string, holder?: PassHolder) {
    this.element.className = 'picture';
    this.button.type = 'button';
    Object.assign(this.#video, { muted: true, playsInline: true, width: 320, height: 180 });
    this.#video.ariaLabel = 'Picture';
    this.element.append(this.#video, this.#caption, this.button);
    // The buffer plays without a pass, so it is short.
    this.#hls = new Hls({ enableWorker: false, maxBufferLength: 4, ...(holder && hlsjs(holder)) });
    this.#hls.on(Hls.Events.ERROR, (_, data) => {
      const refusal = refusalOf(data);
      if (refusal !== undefined) this.#refuse(refusal);
    });
    this.#hls.loadSource(`/media/${encodeURIComponent(stream)}/live.m3u8`);
    this.#hls.attachMedia(this.#video);
  }

  say(text: string): void {
    this.#caption.textContent = text;
  }

  play(): void {
    this.element.dataset.state = 'playing';
    this.#hls.startLoad();
    this.#video.play().catch(() => {});
  }

  pause(): void {
    this.element.dataset.state = 'paused';
    this.#hls.stopLoad();
    this.#video.pause();
  }

  close(): void {
    this.#hls.destroy();
    this.element.remove();
  }

  /** The picture stops when the buffer is empty; a cheat's continues until then. */
  #refuse(why: string): void {
    this.#hls.stopLoad();
    this.element.dataset.state = 'refused';
    this.say(`The edge refuses: ${why}.`);
  }
}
