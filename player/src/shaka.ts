import { createPasses, type PassHolder, type PassOptions } from './passes.ts';

export type { PassHolder, PassOptions } from './passes.ts';

interface ShakaRequest {
  uris: string[];
  headers: Record<string, string>;
}

interface ShakaNetwork {
  registerRequestFilter(filter: (type: number, request: ShakaRequest) => Promise<void>): void;
  unregisterRequestFilter(filter: (type: number, request: ShakaRequest) => Promise<void>): void;
}

/** What the hook needs of a `shaka.Player`. */
export interface ShakaPlayer {
  getNetworkingEngine(): ShakaNetwork | null;
  retryStreaming(): boolean;
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
}

/** `shaka.util.Error.Code.BAD_HTTP_STATUS`: its data begin with the address and the status. */
const BAD_HTTP_STATUS = 1001;

/**
 * Puts the pass on each media request of Shaka Player. The first one waits for it.
 * @returns takes it off
 * @example
 * import { shaka as shakaPasses } from '@streamgate/player/shaka';
 * const media = new shaka.Player();
 * shakaPasses(player, media);
 * await media.load(url);
 */
export function shaka(player: PassHolder, media: ShakaPlayer, options?: PassOptions): () => void {
  const passes = createPasses(player, options);
  const network = media.getNetworkingEngine();
  /** The pass of the latest request. */
  let sent: string | undefined;
  let mending = false;
  let off = false;

  async function filter(_: number, request: ShakaRequest): Promise<void> {
    if (!request.uris.some(passes.wants)) return;
    sent = await passes.ready();
    request.uris = request.uris.map((uri) => (passes.wants(uri) ? passes.address(uri, sent) : uri));
    Object.assign(request.headers, passes.headers(sent));
  }

  async function onError(event: Event): Promise<void> {
    const { code, data } = Object((event as CustomEvent).detail);
    if (code !== BAD_HTTP_STATUS || data?.[1] !== 401 || !passes.wants(String(data[0])) || mending) return;
    mending = true;
    // Without a slot, this goes on when there is one again.
    if (!(await passes.renewed(sent))) await nextLease(player);
    await passes.ready();
    mending = false;
    if (!off) media.retryStreaming();
  }

  network?.registerRequestFilter(filter);
  media.addEventListener('error', onError);
  return () => {
    off = true;
    network?.unregisterRequestFilter(filter);
    media.removeEventListener('error', onError);
  };
}

const nextLease = (player: PassHolder): Promise<void> =>
  new Promise((resolve) => {
    const listener = () => {
      player.removeEventListener('lease', listener);
      resolve();
    };
    player.addEventListener('lease', listener);
  });
