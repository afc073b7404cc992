import { type Answer, SILENCE } from './answers.ts';
import type { PlayerOptions } from './types.ts';
import type { World } from './world.ts';

/** How long an answer may take, in milliseconds. The service itself decides within three seconds. */
const TIMEOUT_MS = 8000;

export type Endpoint = 'requeststream' | 'renewstream' | 'stopstream';

/** Sends requests with a good token. Each is answered, by SILENCE if need be; none throws. */
export function createRequests({ url, token: source }: PlayerOptions, world: World) {
  const base = url.replace(/\/+$/, '');
  let token: string | null | undefined;
  let freshUntil = Number.POSITIVE_INFINITY;

  async function renewToken(refused: boolean): Promise<void> {
    const brought = source && (await source({ refused }));
    const { token: bare = brought, expiresIn = Number.POSITIVE_INFINITY } = Object(brought);
    token = bare;
    freshUntil = world.now() + expiresIn * 1000;
  }

  async function send(endpoint: Endpoint, asked: object, signal: AbortSignal | undefined): Promise<Answer> {
    const response = await world.fetch(`${base}/${endpoint}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(asked),
      // A page that is closed gives its slot back.
      keepalive: endpoint === 'stopstream',
      signal: signal ?? null,
    });
    const { status, headers } = response;
    const body = await response.json().catch(() => undefined);
    const date = Date.parse(headers.get('date') ?? '');
    const wait = headers.get('retry-after') ?? '';
    return {
      // A hotel's log-in page says 200 too.
      status: response.ok && !body ? 0 : status,
      body: body ?? {},
      retryAfter: Math.max(0, Number(wait) || (Date.parse(wait) - date) / 1000 || 0),
      date,
    };
  }

  async function ask(attempt: () => Answer | Promise<Answer>, margin: number): Promise<Answer> {
    // With a token at hand the request leaves at once: a page that is closed waits for nothing.
    if (source && (!token || world.now() + margin >= freshUntil)) await renewToken(false);
    const answer = await attempt();
    if (answer.status !== 401 || !source) return answer;
    await renewToken(true);
    return attempt();
  }

  /** @param margin for how many milliseconds the token must be good after this */
  return (endpoint: Endpoint, body: object, margin = 0): Promise<Answer> =>
    new Promise((resolve) => {
      const controller = typeof AbortController === 'function' ? new AbortController() : undefined;
      let late = false;
      const cancel = world.after(TIMEOUT_MS, () => {
        late = true;
        controller?.abort();
        resolve(SILENCE);
      });
      const settle = (answer: Answer) => {
        cancel();
        resolve(answer);
      };
      // A token that comes too late is not used: nobody waits for the answer, and a slot that it takes would not be given back.
      const attempt = () => (late ? SILENCE : send(endpoint, body, controller?.signal));
      ask(attempt, margin).then(settle, () => settle(SILENCE));
    });
}
