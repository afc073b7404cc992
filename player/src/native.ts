import { createPasses, type PassHolder } from './passes.ts';
import type { Media } from './types.ts';

export type { PassHolder } from './passes.ts';

/** Nothing arrives for so long, in milliseconds, before it is taken for a sign that the pass is over. */
const WAIT_MS = 3000;
/** `HTMLMediaElement.HAVE_FUTURE_DATA`. */
const PLAYS = 3;

/** What the hook needs of a `<video>`. */
interface HlsElement extends Pick<Media, 'paused' | 'play' | 'addEventListener' | 'removeEventListener'> {
  src: string;
  currentTime: number;
  readonly duration: number;
  readonly readyState: number;
}

/** The pass as the first part of the path: what is relative in a playlist then has it, too. */
export function inPath(url: string, pass: string | undefined): string {
  const { origin, pathname, search } = new URL(url, location.href);
  return `${origin}${pass ? `/cat-${pass}` : ''}${pathname}${search}`;
}

/**
 * Plays HLS by the browser itself, as old iPhones do, with the pass in the path. What was read with one pass goes on
 * asking with it: when that has run out, the element is loaded anew with the next one, at the same second.
 * @returns lets go of the element
 */
export function native(player: PassHolder, video: HlsElement, url: string): () => void {
  const passes = createPasses(player);
  /** The pass that the element asks with. */
  let used: string | undefined;
  let loading = false;
  let off = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function load(): Promise<void> {
    if (loading) return;
    loading = true;
    const pass = await passes.ready();
    loading = false;
    if (off) return;
    const { paused, currentTime, duration } = video;
    used = pass;
    video.src = inPath(url, pass);
    // A live stream goes on where it is live.
    if (duration < Number.POSITIVE_INFINITY) video.currentTime = currentTime;
    if (!paused) video.play()?.catch(() => {});
  }

  async function onError(): Promise<void> {
    if (await passes.renewed(used)) load();
  }

  /** Not every browser tells that the pass is over: some only wait. */
  function onWaiting(): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (video.readyState < PLAYS && player.pass !== undefined && player.pass !== used) load();
    }, WAIT_MS);
  }

  const listeners = [
    ['error', onError],
    ['waiting', onWaiting],
  ] as const;
  for (const [type, listener] of listeners) video.addEventListener(type, listener);
  load();
  return () => {
    off = true;
    clearTimeout(timer);
    for (const [type, listener] of listeners) video.removeEventListener(type, listener);
  };
}
