import { isLive } from './table.ts';
import type { PlayerEvents, StreamPlayer } from './types.ts';

/** What the hooks need of a player. */
export type PassHolder = Pick<
  StreamPlayer,
  'lease' | 'pass' | 'state' | 'stream' | 'wake' | 'addEventListener' | 'removeEventListener'
>;

export interface PassOptions {
  /**
   * Where the media is: origins, such as `['https://cdn.example.com']`, or a function that says yes to a URL. The pass
   * goes nowhere else. Without it: the origin of the first request, which is that of the manifest.
   */
  readonly media?: readonly string[] | ((url: string) => boolean);
  /** How the pass travels. `query` (the default) costs no preflight; `header` keeps it out of URLs. */
  readonly by?: 'query' | 'header';
}

export const HEADER = 'CTA-Common-Access-Token';

/** A pass that a 401 has just brought and that is refused as well is not replaced again for so long, in ms. */
const FRESH_MS = 5000;
const ALL = ['lease', 'statechange', 'unanswered'] as const satisfies readonly (keyof PlayerEvents)[];

/** What the hooks have in common: which requests get a pass, when there is one, and what a 401 of the edge means. */
export function createPasses(player: PassHolder, { media, by = 'query' }: PassOptions = {}) {
  let origins = typeof media === 'function' ? [] : media?.map(originOf);
  /** What the last renewal brought that a 401 was the reason for, and when. */
  let brought: string | undefined;
  let broughtAt = Number.NEGATIVE_INFINITY;
  let renewing: Promise<boolean> | undefined;

  function wants(url: string): boolean {
    if (typeof media === 'function') return media(url);
    const origin = originOf(url);
    origins ??= [origin];
    return origins.indexOf(origin) >= 0;
  }

  /** Resolves when something has changed. */
  const next = (): Promise<void> =>
    new Promise((resolve) => {
      const listener = () => {
        for (const type of ALL) player.removeEventListener(type, listener);
        resolve();
      };
      for (const type of ALL) player.addEventListener(type, listener);
    });

  /** Resolves when a lease is held of the stream that is wanted: with its pass, if the service gives any. */
  async function ready(): Promise<string | undefined> {
    while (player.lease === undefined || player.lease.stream !== player.stream) await next();
    return player.pass;
  }

  async function renew(): Promise<boolean> {
    const { lease } = player;
    player.wake(true);
    while (isLive(player.state) && player.lease === lease) await next();
    brought = player.pass;
    broughtAt = performance.now();
    renewing = undefined;
    return brought !== undefined;
  }

  /**
   * The edge has refused a pass: renews, unless that has happened since.
   * @returns whether it is worth another try
   */
  async function renewed(refused: string | undefined): Promise<boolean> {
    if (!isLive(player.state)) return false;
    if (player.pass !== refused) return true;
    if (refused === brought && performance.now() - broughtAt < FRESH_MS) return false;
    renewing ??= renew();
    return renewing;
  }

  return {
    wants,
    ready,
    renewed,
    /** The URL to ask for. */
    address: (url: string, pass: string | undefined): string => (by === 'query' && pass ? inQuery(url, pass) : url),
    /** The headers to send with it. */
    headers: (pass: string | undefined): Readonly<Record<string, string>> =>
      by === 'header' && pass ? { [HEADER]: pass } : {},
  };
}

export type Passes = ReturnType<typeof createPasses>;

const originOf = (url: string): string => new URL(url, location.href).origin;

/** Replaces an older one: a library takes the address that answered for that of the next request. */
function inQuery(url: string, pass: string): string {
  const [address = '', ...fragment] = url.split('#');
  const bare = address.replace(/([?&])CAT=[^&]*(&|$)/, (_, before, after) => (after ? before : ''));
  const signed = `${bare}${bare.includes('?') ? '&' : '?'}CAT=${encodeURIComponent(pass)}`;
  return [signed, ...fragment].join('#');
}
