// A page as an integrator would write it, with a window on what happens in it for the tests.
import { createPlayer, type PlayerEvents, type StreamPlayer } from '@streamgate/player';
import type { PassHolder } from '@streamgate/player/hlsjs';
import { LIBRARIES, type Loaded } from './libraries.ts';

declare global {
  interface Window {
    /** The test's; the page has it where the service asks for tokens. */
    bringToken?: (user: string, refused: boolean) => Promise<string>;
    watch: {
      readonly player: StreamPlayer;
      readonly video: HTMLVideoElement;
      readonly events: { readonly type: string; readonly detail: unknown }[];
      /** From the click to the first frame, in milliseconds. */
      firstFrame: number | undefined;
      loaded: Loaded | undefined;
      /** For how long the picture has stood at most since it first moved, in milliseconds. */
      longestStand: number;
    };
  }
}

const asked = new URLSearchParams(location.search);
const get = (name: string, otherwise: string): string => asked.get(name) ?? otherwise;

const video = document.querySelector('video');
const button = document.querySelector('button');
if (!video || !button) throw new Error('The page has no video.');

const user = get('user', '001');
const session = asked.get('session');
const checkEvery = asked.get('checkEvery');
const { bringToken } = window;
const player = createPlayer({
  url: get('service', ''),
  user,
  device: get('device', 'Laptop'),
  whenUnreachable: get('whenUnreachable', 'play') === 'stop' ? 'stop' : 'play',
  ...(session !== null && { session }),
  ...(checkEvery !== null && { checkEvery: Number(checkEvery) }),
  ...(bringToken && { token: ({ refused }) => bringToken(user, refused) }),
});
window.watch = { player, video, events: [], firstFrame: undefined, loaded: undefined, longestStand: 0 };
const TYPES = ['statechange', 'lease', 'denied', 'ended', 'released', 'failed', 'unanswered'] as const;
for (const type of TYPES satisfies readonly (keyof PlayerEvents)[]) {
  player.addEventListener(type, ({ detail }) => window.watch.events.push({ type, detail }));
}
if (get('attached', 'yes') === 'yes') {
  player.attach(video, get('stream', 'film'), {
    releaseAfterPause: Number(get('releaseAfterPause', '1800')),
    releaseAfterStall: Number(get('releaseAfterStall', '60')),
  });
}

const load = LIBRARIES[get('library', 'plain')];
const media = asked.get('media');
if (media === null) window.watch.loaded = await load?.(video);
else {
  const holders: Readonly<Record<string, PassHolder>> = { own: player, kept: keeper(player) };
  // Nothing loads before there is a pass, and there is none before play.
  load?.(video, { url: media, player: holders[get('passes', 'own')] }).catch(console.warn);
}
watchStands();
button.addEventListener('click', () => {
  const clicked = performance.now();
  video.requestVideoFrameCallback((now) => {
    window.watch.firstFrame = now - clicked;
  });
  video.play().catch(() => {});
});
document.body.dataset.ready = 'yes';

/** What a cheat makes of a player: it keeps its last pass, whatever the service says, and asks for nothing. */
function keeper(honest: StreamPlayer): PassHolder {
  let lease: StreamPlayer['lease'];
  honest.addEventListener('lease', ({ detail }) => {
    lease = detail;
  });
  return {
    ...honest,
    get lease() {
      return lease;
    },
    get pass() {
      return lease?.pass;
    },
    get stream() {
      return lease?.stream ?? '';
    },
    state: 'playing',
  };
}

function watchStands(): void {
  let position = 0;
  let movedAt = 0;
  setInterval(() => {
    const now = performance.now();
    if (movedAt > 0 && !video?.ended) window.watch.longestStand = Math.max(window.watch.longestStand, now - movedAt);
    if (video?.currentTime === position) return;
    position = video?.currentTime ?? 0;
    movedAt = now;
  }, 50);
}
