// A page as an integrator would write it, with a window on what happens in it for the tests.
import { createPlayer, type PlayerEvents, type StreamPlayer } from '@streamgate/player';
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
window.watch = { player, video, events: [], firstFrame: undefined, loaded: undefined };
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
window.watch.loaded = await load?.(video);
button.addEventListener('click', () => {
  const clicked = performance.now();
  video.requestVideoFrameCallback((now) => {
    window.watch.firstFrame = now - clicked;
  });
  video.play().catch(() => {});
});
document.body.dataset.ready = 'yes';
