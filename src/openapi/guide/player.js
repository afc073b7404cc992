/**
 * One playback. It may begin at once: `onDenied` and `onEnded` say that it must not go on, and `stop()` ends it.
 * `token` is a function that returns a good token; without authorization, leave it out.
 */
export function watch({ url, token, id, stream, device, onDenied, onEnded }) {
  const session = crypto.randomUUID();
  const player = { id, session };
  let stopped = false;

  const send = (path, body, options) =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token()}` }) },
      body: JSON.stringify(body),
      ...options,
    });

  /** The answer, however long it takes to get one. */
  async function ask(path, body) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 30_000)) {
      const response = await send(path, body, { signal: AbortSignal.timeout(8000) }).catch(() => undefined);
      const later = response === undefined || response.status === 429 || response.status >= 500;
      if (!later) return { status: response.status, ...(await response.json()) };
      if (stopped) return { status: 0 };
      const retryAfter = Number(response?.headers.get('retry-after') ?? 0) * 1000;
      await sleep(Math.max(retryAfter, wait * (1 - Math.random() / 2)));
    }
  }

  async function hold() {
    let answer = await ask('/requeststream', { ...player, stream, device });
    while (answer.status === 200) {
      // The answer to a start may come after the viewer has stopped.
      if (stopped) return stop();
      await sleep(answer.renewAfter * 1000);
      if (stopped) return;
      answer = await ask('/renewstream', player);
    }
    if (stopped) return;
    if (answer.code === 'stream-limit-reached') onDenied(answer.streams);
    else onEnded(answer);
  }

  function stop() {
    stopped = true;
    return send('/stopstream', player, { keepalive: true }).catch(() => undefined);
  }

  hold();
  return { session, stop };
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
