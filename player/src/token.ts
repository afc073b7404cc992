import type { PlayerOptions } from './types.ts';
import type { World } from './world.ts';

/** A token is replaced this long before it expires, or halfway if it lasts less than twice as long. In milliseconds. */
const MARGIN_MS = 30_000;
const SHORTEST_WAIT_MS = 1000;

/**
 * The access token. While a slot is held it is replaced before it expires, so that the stop of a page that closes,
 * which cannot wait, goes out with a good one. When it expires is what the integrator says, or the token itself, if it
 * is a JWT.
 */
export function createTokens(source: PlayerOptions['token'], world: World) {
  let token: string | null | undefined;
  /** By the world's clock, in milliseconds. */
  let freshUntil = Number.POSITIVE_INFINITY;
  /** When a JWT expires, by its issuer's clock, in epoch milliseconds; NaN if the token does not tell. */
  let expiry = Number.NaN;
  /** What the server's clock is ahead of the world's, in milliseconds; NaN before its first response. */
  let ahead = Number.NaN;
  let keeping = false;
  let cancel: (() => void) | undefined;

  function schedule(): void {
    cancel?.();
    // The device's own clock may be wrong: a JWT's expiry is compared with the server's.
    if (expiry - ahead > 0) freshUntil = expiry - ahead;
    const left = freshUntil - world.now();
    if (!keeping || left <= 0 || left === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(left - Math.min(MARGIN_MS, left / 2), SHORTEST_WAIT_MS);
    cancel = world.after(wait, () => renew(false).catch(schedule));
  }

  async function renew(refused: boolean): Promise<void> {
    const brought = source && (await source({ refused }));
    const { token: bare = brought, expiresIn } = Object(brought);
    const { exp, iat } = claimsOf(bare);
    token = bare;
    expiry = expiresIn === undefined ? exp * 1000 : Number.NaN;
    const lifetime = Number(expiresIn ?? exp - iat);
    // Until a response tells the server's time, a token is taken to be as good as new.
    freshUntil = lifetime > 0 ? world.now() + lifetime * 1000 : Number.POSITIVE_INFINITY;
    schedule();
  }

  return {
    /** What to send; empty before the first one was brought, and when the viewer is logged out. */
    get current() {
      return token;
    },
    renew,
    /** Whether it is good for so many milliseconds more, as far as anybody knows. */
    lasts: (margin: number): boolean => Boolean(token) && world.now() + margin < freshUntil,
    /** @param date the server's time, in epoch milliseconds; NaN if the response did not tell */
    learn(date: number): void {
      if (Number.isNaN(date)) return;
      ahead = date - world.now();
      schedule();
    },
    /** @param on whether a slot may be held, and would have to be given back */
    keepFresh(on: boolean): void {
      keeping = on;
      schedule();
    },
  };
}

/** What a JWT says of itself, in epoch seconds; NaN for any other token. */
function claimsOf(token: unknown): { readonly exp: number; readonly iat: number } {
  try {
    const [, claims = ''] = `${token}`.split('.');
    const { exp, iat } = JSON.parse(atob(claims.replace(/-/g, '+').replace(/_/g, '/')));
    return { exp: Number(exp), iat: Number(iat) };
  } catch {
    return { exp: Number.NaN, iat: Number.NaN };
  }
}
