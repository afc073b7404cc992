import { hlsjs, type PassHolder } from '@streamgate/player/hlsjs';
import { native } from '@streamgate/player/native';
import { shaka as putIntoShaka } from '@streamgate/player/shaka';
import { videojs as putIntoVideoJs } from '@streamgate/player/videojs';

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

/** What a library plays. */
export interface Source {
  /** A playlist of HLS. */
  readonly url: string;
  /** Whose passes go with each request; undefined for a page that asks without any. */
  readonly player?: PassHolder | undefined;
}

const MASTER: Source = { url: '/clip/master.m3u8' };

type Load = (video: HTMLVideoElement, source?: Source) => Promise<Loaded>;

/** The same clip, by each of the libraries that web players are built on. */
export const LIBRARIES: Readonly<Record<string, Load>> = {
  plain: async (video) => {
    video.src = '/clip/clip.mp4';
    return { changeQuality: () => {} };
  },

  native: async (video, { url, player } = MASTER) => {
    if (player) native(player, video, url);
    else video.src = url;
    return { changeQuality: () => {} };
  },

  'hls.js': async (video, { url, player } = MASTER) => {
    const { default: Hls } = await import('hls.js');
    const hls = new Hls({ ...(player && hlsjs(player)) });
    hls.loadSource(url);
    hls.attachMedia(video);
    await new Promise((resolve) => hls.once(Hls.Events.MANIFEST_PARSED, resolve));
    return {
      changeQuality: () => {
        hls.currentLevel = hls.currentLevel === 0 ? 1 : 0;
      },
      hls,
    };
  },

  shaka: async (video, { url, player } = MASTER) => {
    const { default: shaka } = await import('shaka-player');
    const media = new shaka.Player();
    await media.attach(video);
    if (player) putIntoShaka(player, media);
    await media.load(url);
    return {
      changeQuality: () => {
        media.configure({ abr: { enabled: false } });
        const other = media.getVariantTracks().find(({ active }) => !active);
        if (other) media.selectVariantTrack(other, true);
      },
    };
  },

  'video.js': async (video, { url, player } = MASTER) => {
    const { default: videojs } = await import('video.js');
    video.className = 'video-js';
    const media: ReturnType<typeof videojs> & WithQualityLevels = videojs(video, {
      html5: { vhs: { overrideNative: true } },
    });
    if (player) putIntoVideoJs(player, media);
    media.src({ src: url, type: 'application/x-mpegURL' });
    await new Promise((resolve) => media.one('loadedmetadata', resolve));
    return {
      changeQuality: () => {
        const levels = media.qualityLevels?.();
        if (!levels) throw new Error('video.js has no quality levels.');
        const { selectedIndex } = levels;
        for (const [index, level] of Array.from(levels).entries()) level.enabled = index !== selectedIndex;
        // It changes over with what is not loaded yet.
        media.currentTime(media.bufferedEnd() + 10);
      },
    };
  },
};
