/** What a test asks of a library that plays. */
export interface Loaded {
  /** Goes over to the other quality. */
  readonly changeQuality: () => void;
  /** What the lines of the README for this library name. */
  readonly hls?: { readonly startLoad: () => void; readonly stopLoad: () => void };
}

/** What video.js has besides what its types tell. */
interface WithQualityLevels {
  readonly qualityLevels?: () => ArrayLike<{ enabled: boolean }> & { readonly selectedIndex: number };
}

const MASTER = '/clip/master.m3u8';

/** The same clip, by each of the libraries that web players are built on. */
export const LIBRARIES: Readonly<Record<string, (video: HTMLVideoElement) => Promise<Loaded>>> = {
  plain: async (video) => {
    video.src = '/clip/clip.mp4';
    return { changeQuality: () => {} };
  },

  'hls.js': async (video) => {
    const { default: Hls } = await import('hls.js');
    const hls = new Hls();
    hls.loadSource(MASTER);
    hls.attachMedia(video);
    await new Promise((resolve) => hls.once(Hls.Events.MANIFEST_PARSED, resolve));
    return {
      changeQuality: () => {
        hls.currentLevel = hls.currentLevel === 0 ? 1 : 0;
      },
      hls,
    };
  },

  shaka: async (video) => {
    const { default: shaka } = await import('shaka-player');
    const player = new shaka.Player();
    await player.attach(video);
    await player.load(MASTER);
    return {
      changeQuality: () => {
        player.configure({ abr: { enabled: false } });
        const other = player.getVariantTracks().find(({ active }) => !active);
        if (other) player.selectVariantTrack(other, true);
      },
    };
  },

  'video.js': async (video) => {
    const { default: videojs } = await import('video.js');
    video.className = 'video-js';
    const player: ReturnType<typeof videojs> & WithQualityLevels = videojs(video, {
      html5: { vhs: { overrideNative: true } },
    });
    player.src({ src: MASTER, type: 'application/x-mpegURL' });
    await new Promise((resolve) => player.one('loadedmetadata', resolve));
    return {
      changeQuality: () => {
        const levels = player.qualityLevels?.();
        if (!levels) throw new Error('video.js has no quality levels.');
        const { selectedIndex } = levels;
        for (const [index, level] of Array.from(levels).entries()) level.enabled = index !== selectedIndex;
        // It changes over with what is not loaded yet.
        player.currentTime(player.bufferedEnd() + 10);
      },
    };
  },
};
