import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request of a load. */
export interface Shot {
  readonly path: string;
  readonly body: string;
  /** Instead of the load's. */
  readonly token?: string;
}

export interface Load {
  /** The base URL of the server that gets the next request. */
  readonly target: () => string;
  readonly token: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly shot: (i: number) => Shot;
}

/** The status of the answer; `lost` if the connection broke before it, `refused` if there was no connection. */
export type Outcome = number | 'lost' | 'refused';

export interface Sent {
  /** When it was due, by `performance.now()`. */
  readonly due: number;
  /** Milliseconds from then to the end of the answer. */
  readonly ms: number;
  readonly outcome: Outcome;
}

/**
 * Sends requests at their times, whether earlier ones are answered or not, and takes each one's time from when it was
 * due: a server that is slow for a while cannot hide it by making the generator wait.
 */
export async function openLoop({ target, token, perSecond, seconds, shot }: Load): Promise<Sent[]> {
  const agent = new Agent({ keepAlive: true });
  const total = Math.round(perSecond * seconds);
  const start = performance.now();
  const pending: Promise<Sent>[] = [];
  while (pending.length < total) {
    const due = start + (pending.length * 1000) / perSecond;
    if (due > performance.now()) {
      await sleep(1);
      continue;
    }
    pending.push(
      send(agent, target(), token, shot(pending.length)).then((outcome) => ({
        due,
        ms: performance.now() - due,
        outcome,
      })),
    );
  }
  const sent = await Promise.all(pending);
  agent.destroy();
  return sent;
}

export const send = (agent: Agent, url: string, token: string, shot: Shot): Promise<Outcome> =>
  new Promise((resolve) => {
    const headers = { authorization: `Bearer ${shot.token ?? token}`, 'content-type': 'application/json' };
    const call = request(url + shot.path, { agent, method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 'lost'));
      response.on('error', () => resolve('lost'));
    });
    call.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED' ? 'refused' : 'lost'));
    call.end(shot.body);
  });

/** @param share 0.99 is the p99 */
export function quantileMs(sent: readonly Sent[], share: number): number {
  const times = sent.map(({ ms }) => ms).sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
}

export const count = (sent: readonly Sent[], ...outcomes: readonly Outcome[]): number =>
  sent.filter(({ outcome }) => outcomes.includes(outcome)).length;
