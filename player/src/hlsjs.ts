import { guard } from './guard.ts';
import { createPasses, type PassHolder, type PassOptions } from './passes.ts';

export type { PassHolder, PassOptions } from './passes.ts';

/** What hls.js takes among its options. */
export interface HlsJsHooks {
  readonly xhrSetup: (xhr: XMLHttpRequest, url: string) => Promise<void>;
  /** For its loader by `fetch`, which is not its usual one. After a 401 it is up to hls.js to try again. */
  readonly fetchSetup: (context: { readonly url: string }, init: RequestInit) => Promise<Request>;
}

/**
 * Puts the pass on each media request of hls.js. The first one waits for it.
 * @example
 * const hls = new Hls({ ...hlsjs(player) });
 */
export function hlsjs(player: PassHolder, options?: PassOptions): HlsJsHooks {
  const passes = createPasses(player, options);
  return {
    xhrSetup: async (xhr, url) => {
      if (!passes.wants(url)) return;
      // The time that hls.js allows a request begins after this.
      await passes.ready();
      guard(xhr, passes);
    },
    fetchSetup: async ({ url }, init) => {
      if (!passes.wants(url)) return new Request(url, init);
      const pass = await passes.ready();
      const headers = new Headers(init.headers);
      for (const [name, value] of Object.entries(passes.headers(pass))) headers.set(name, value);
      return new Request(passes.address(url, pass), { ...init, headers });
    },
  };
}
