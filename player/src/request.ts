import { type Answer, inputOf, SILENCE } from './answers.ts';
import { createTokens } from './token.ts';
import type { PlayerOptions } from './types.ts';
import type { World } from './world.ts';

/** How long an answer may take, in milliseconds. The service itself decides within three seconds. */
const TIMEOUT_MS = 8000;

export type Endpoint = 'requeststream' | 'renewstream' | 'stopstream';

/** Sends requests with a good token. Each is answered, by SILENCE if need be; none throws. */
export function createRequests({ url, token: source }: PlayerOptions, world: World) {
  const base = url.replace(/\/+$/, '');
  const tokens = createTokens(source, world);

  async function send(endpoint: Endpoint, asked: object, signal: AbortSignal | undefined): Promise<Answer> {
    const { current: token } = tokens;
    const response = await world.fetch(`${base}/${endpoint}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(asked),
      // A page that is closed gives its slot back.
      keepalive: endpoint === 'stopstream',
      signal: signal ?? null,
    });
    const { status, headers } = response;
    const type = headers.get('content-type') ?? '';
    const body = await response.json().catch(() => undefined);
    const date = Date.parse(headers.get('date') ?? '');
    const wait = headers.get('retry-after') ?? '';
    tokens.learn(date);
    return {
      status,
      // A hotel's log-in page says 200 too, and a firewall's says 403.
      body: /^application\/(problem\+)?json\b/i.test(type) ? Object(body) : {},
      problem: /^application\/problem\+json\b/i.test(type),
      retryAfter: Math.max(0, Number(wait) || (Date.parse(wait) - date) / 1000 || 0),
      date,
    };
  }

  async function ask(attempt: () => Answer | Promise<Answer>, margin: number): Promise<Answer> {
    // With a token at hand the request leaves at once: a page that is closed waits for nothing.
    if (source && !tokens.lasts(margin)) await tokens.renew(false);
    const answer = await attempt();
    // A firewall wants no token of ours.
    if (answer.status !== 401 || inputOf(answer) === 'silence' || !source) return answer;
    await tokens.renew(true);
    return attempt();
  }

  /** @param margin for how many milliseconds the token must be good after this */
  const request = (endpoint: Endpoint, body: object, margin = 0): Promise<Answer> =>
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
      // A token that comes too late is not used: nobody waits for the answer, and a slot that it takes would not be
      // given back.
      const attempt = () => (late ? SILENCE : send(endpoint, body, controller?.signal));
      ask(attempt, margin).then(settle, () => settle(SILENCE));
    });

  return { request, keepFresh: tokens.keepFresh };
}
