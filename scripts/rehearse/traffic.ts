/** Users that play while the stage is broken; their names tell what they are. */
const USERS = Array.from({ length: 20 }, (_, i) => `rehearsal-${i}`);

type Post = (path: string, body: object) => Promise<Response>;

/** What each of them sends, in turns. */
const EVENING: readonly ((post: Post, id: string) => Promise<Response>)[] = [
  (post, id) => post('/requeststream', { id, stream: 'rehearsal', session: 'tv' }),
  (post, id) => post('/renewstream', { id, session: 'tv' }),
  (post, id) => post('/renewstream', { id, session: 'tv' }),
  (post, id) => post('/stopstream', { id, session: 'tv' }),
];

/**
 * @param info what `serverless info --verbose` prints
 * @returns where viewers call the stage: by its own name if it has one, as the generated URL answers no more then
 */
export const serviceUrl = (info: string): string | undefined =>
  (/ServiceUrl: (https:\S+)/.exec(info) ?? /HttpApiUrl: (https:\S+)/.exec(info))?.[1];

export interface Traffic {
  readonly stop: () => Promise<void>;
}

/**
 * Sends what players send: ten requests a second, of starts, renewals and stops, above every floor of the alarms.
 * @param token of a back office: streams:write, users:write and streams:admin
 * @throws Error if the first users cannot be made
 */
export async function startTraffic(url: string, token: string | undefined): Promise<Traffic> {
  const post: Post = (path, body) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
  for (const id of USERS) {
    const { status } = await post('/createuser', { id, Name: 'Rehearsal', Subscription: 'rehearsal' });
    if (status !== 201 && status !== 409) throw new Error(`POST /createuser answered ${status}: is the token right?`);
  }
  let turn = 0;
  const timer = setInterval(() => {
    const id = USERS[turn % USERS.length] ?? '';
    const play = EVENING[Math.floor(turn / USERS.length) % EVENING.length];
    turn++;
    // What is answered is for the alarms to notice.
    play?.(post, id).then(
      (response) => response.arrayBuffer(),
      () => undefined,
    );
  }, 100);
  return {
    stop: async () => {
      clearInterval(timer);
      await Promise.all(USERS.map((id) => post('/removeuser', { id }).catch(() => undefined)));
    },
  };
}
