import { type Answer, SILENCE } from './answers.ts';
import type { PlayerOptions, Token } from './types.ts';
import type { World } from './world.ts';

/** How long an answer may take, in milliseconds. The service itself decides within three seconds. */
const TIMEOUT_MS = 8000;

export type Endpoint = 'requeststream' | 'renewstream' | 'stopstream';

/** Sends requests with a good token. Each is answered, by SILENCE if need be; none throws. */
export function createRequests({ url, token: source }: PlayerOptions, world: World) {
  const base = url.replace(/\/+$/, '');
  let token: string | undefined;
  let freshUntil = Number.POSITIVE_INFINITY;

  async function renewToken(refused: boolean): Promise<void> {
    const brought: Token | undefined = source && (await source({ refused }));
    if (typeof brought === 'object') {
      freshUntil = world.now() + brought.expiresIn * 1000;
      token = brought.token;
    } else token = brought;
  }

  async function send(endpoint: Endpoint, body: object, signal: AbortSignal | undefined): Promise<Answer> {
    const response = await world.fetch(`${base}/${endpoint}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
      // A page that is closed gives its slot back.
      keepalive: endpoint === 'stopstream',
      ...(signal && { signal }),
    });
    const { status, headers } = response;
    return {
      status,
      body: (await response.json().catch(() => undefined)) ?? {},
      retryAfter: Number(headers.get('retry-after')) || 0,
      date: Date.parse(headers.get('date') ?? ''),
    };
  }

  async function ask(endpoint: Endpoint, body: object, margin: number, signal?: AbortSignal): Promise<Answer> {
    // With a token at hand the request leaves at once: a page that is closed waits for nothing.
    if (source && (token === undefined || world.now() + margin >= freshUntil)) await renewToken(false);
    const answer = await send(endpoint, body, signal);
    if (answer.status !== 401 || !source) return answer;
    await renewToken(true);
    return send(endpoint, body, signal);
  }

  /** @param margin for how many milliseconds the token must be good after this */
  return (endpoint: Endpoint, body: object, margin = 0): Promise<Answer> =>
    new Promise((resolve) => {
      const controller = typeof AbortController === 'function' ? new AbortController() : undefined;
      const cancel = world.after(TIMEOUT_MS, () => {
        controller?.abort();
        resolve(SILENCE);
      });
      const settle = (answer: Answer) => {
        cancel();
        resolve(answer);
      };
      ask(endpoint, body, margin, controller?.signal).then(settle, () => settle(SILENCE));
    });
}
