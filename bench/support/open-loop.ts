import { Agent, request } from 'node:http';

/** One request of a load. */
export interface Shot {
  readonly path: string;
  readonly body: string;
}

export interface Load {
  readonly url: string;
  readonly token: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly shot: (i: number) => Shot;
}

/**
 * Sends requests at their times, whether those before them are answered or not, and takes each one's time from when it
 * was due: a server that is slow for a while cannot hide it by making the generator wait.
 * @returns milliseconds of each, in order, and how many did not end in a 200
 */
export async function openLoop({ url, token, perSecond, seconds, shot }: Load) {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const total = Math.round(perSecond * seconds);
  const times: number[] = [];
  let failed = 0;
  let sent = 0;
  const start = performance.now();
  const due = (i: number) => start + (i * 1000) / perSecond;
  const pending: Promise<void>[] = [];
  while (sent < total) {
    while (sent < total && due(sent) <= performance.now()) {
      const at = due(sent);
      pending.push(
        send(agent, url, token, shot(sent)).then((good) => {
          times.push(performance.now() - at);
          if (!good) failed++;
        }),
      );
      sent++;
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(pending);
  agent.destroy();
  return { times: times.sort((a, b) => a - b), failed };
}

/** @returns whether the answer was a 200 */
export const send = (agent: Agent, url: string, token: string, { path, body }: Shot): Promise<boolean> =>
  new Promise((resolve) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const call = request(url + path, { agent, method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 200));
      response.on('error', () => resolve(false));
    });
    call.on('error', () => resolve(false));
    call.end(body);
  });

/** @param share 0.99 is the p99 */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
