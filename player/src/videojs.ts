import { guard } from './guard.ts';
import { createPasses, type PassHolder, type PassOptions } from './passes.ts';

export type { PassHolder, PassOptions } from './passes.ts';

/** What the hook needs of a player of video.js. */
export interface VideoJsPlayer {
  tech(safety: { readonly IWillNotUseThisInPlugins: true }): unknown;
  on(type: string, listener: () => void): void;
  off(type: string, listener: () => void): void;
}

interface VhsRequest {
  readonly uri?: string;
  readonly [option: string]: unknown;
}

interface WithVhs {
  readonly vhs?: { readonly xhr: { onRequest(hook: (options: VhsRequest) => VhsRequest): void } };
}

/**
 * Puts the pass on each media request of video.js. The first one waits for it. Call it before the first `src`.
 * @returns takes it off the sources that come
 * @example
 * import { videojs as videojsPasses } from '@streamgate/player/videojs';
 * const media = videojs('id', { html5: { vhs: { overrideNative: true } } });
 * videojsPasses(player, media);
 * media.src({ src: url, type: 'application/x-mpegURL' });
 */
export function videojs(player: PassHolder, media: VideoJsPlayer, options?: PassOptions): () => void {
  const passes = createPasses(player, options);

  function onRequest(asked: VhsRequest): VhsRequest {
    if (!asked.uri || !passes.wants(asked.uri)) return asked;
    const xhr = new XMLHttpRequest();
    guard(xhr, passes);
    // Nobody knows how long the viewer takes to press play, and video.js counts from now.
    return { ...asked, xhr, ...(!player.lease && { timeout: 0 }) };
  }

  const hook = () => {
    const { vhs } = media.tech({ IWillNotUseThisInPlugins: true }) as WithVhs;
    vhs?.xhr.onRequest(onRequest);
  };
  media.on('xhr-hooks-ready', hook);
  return () => media.off('xhr-hooks-ready', hook);
}
