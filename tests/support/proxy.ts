import { once } from 'node:events';
import { Agent, createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { send, textOf, withItem } from './forward.ts';
import { brokenInvariant } from './invariants.ts';
import { attemptOf } from './writer.ts';

/** What can befall one attempt of a call between the SDK and the engine. */
export const FAULTS = [
  /** The connection is cut before the engine sees anything. */
  'request lost',
  /** The engine did it, and the connection is cut instead of an answer. */
  'response lost',
  /** … in the middle of the answer. */
  'response cut',
  /** The engine sees it when the caller has given up waiting. */
  'request late',
  'response late',
  /** The connection is cut, and the engine sees it later, when its repetition has been answered. */
  'delivered late',
  /** Nothing goes wrong, and later the engine sees it once more. */
  'delivered twice',
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
  /** A 503 of something in between, which is not even JSON. */
  'bad gateway',
] as const;

export type Fault = (typeof FAULTS)[number];

/** One attempt, before it goes on to the engine. */
export interface Attempt {
  /** Whose endpoint it came to. */
  readonly writer: number;
  /** Such as `UpdateItem`. */
  readonly command: string;
  /** As `attemptOf` names it. */
  readonly name: string;
  /** What it says. */
  readonly body: string;
  /**
   * Brings it to the engine once more, as a network may that kept it; nobody waits for the answer.
   * @returns whether it changed the item
   */
  readonly again: () => Promise<boolean>;
}

export interface Rules {
  /** What befalls this attempt, perhaps after a while; undefined: nothing. */
  fault?: (attempt: Attempt) => Promise<Fault | undefined> | Fault | undefined;
  /** How late `late` is, in milliseconds. */
  lateMs?: number;
  /** When the network delivers what it kept: after `lateMs`, unless this says otherwise. */
  kept?: (fault: Fault) => Promise<unknown>;
  /** Answer a refused condition as DynamoDB does, with the item: for engines that do not. */
  returnItems?: boolean;
  /** What the engine answered, before it is lost or handed on; `again`: to what it had seen before. */
  answered?: (attempt: Attempt, body: string, again: boolean) => void;
}

/**
 * A DynamoDB endpoint in front of an engine, where things go wrong as the rules say. Every item that the engine answers must
 * hold the invariants.
 */
export async function startProxy(engine: string, rules: Rules = {}) {
  const agent = new Agent({ keepAlive: true });
  /** Requests that are under way to the engine, also when nobody waits for them any more. */
  const underWay = new Set<Promise<void>>();
  const broken: string[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  /** One at a time where a refusal and the read of its item must be one step. */
  const atomically = <T>(run: () => Promise<T>): Promise<T> => {
    if (!rules.returnItems) return run();
    const result = turn.then(run);
    turn = result.catch(() => undefined);
    return result;
  };

  const forward = (headers: IncomingHttpHeaders, attempt: Attempt, again = false) =>
    atomically(async () => {
      const { body } = attempt;
      const answer = await send(engine, agent, headers, body);
      const refused = rules.returnItems && answer.status === 400 && answer.body.includes('ConditionalCheckFailed');
      if (refused) answer.body = await withItem(engine, agent, headers, body, answer.body);
      const fault = brokenInvariant(answer.body);
      if (fault !== undefined) broken.push(`${fault} after ${body}`);
      rules.answered?.(attempt, answer.body, again);
      return answer;
    });

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = incoming;
    const attempt: Attempt = {
      writer: Number(incoming.url?.split('/')[1]),
      name: attemptOf(headers),
      command: String(headers['x-amz-target']).split('.')[1] ?? '',
      body: await textOf(incoming),
      again: async () => hasChanged(attempt, (await forward(headers, attempt, true)).body),
    };
    const fault = await rules.fault?.(attempt);
    const kept = () => (fault && rules.kept?.(fault)) ?? delay(rules.lateMs);
    switch (fault) {
      case 'request lost':
        response.destroy();
        return;
      case 'delivered late':
        response.destroy();
        await kept();
        break;
      case 'ProvisionedThroughputExceededException':
      case 'ThrottlingException':
      case 'RequestLimitExceeded':
        return reply(response, 400, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${fault}` }));
      case 'InternalServerError':
        return reply(response, 500, JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${fault}` }));
      case 'bad gateway':
        return reply(response, 503, '<html>Service Unavailable</html>');
      case 'request late':
        await kept();
    }
    const answer = await forward(headers, attempt);
    if (fault === 'response late') await delay(rules.lateMs);
    if (fault === 'response lost') {
      response.destroy();
    } else if (fault === 'response cut') {
      response.writeHead(answer.status, { 'content-length': Buffer.byteLength(answer.body) });
      response.write(answer.body.slice(0, answer.body.length / 2), () => response.destroy());
    } else {
      reply(response, answer.status, answer.body);
    }
    if (fault === 'delivered twice') {
      await kept();
      await attempt.again();
    }
  }

  const server = createServer((incoming, response) => {
    const handled: Promise<void> = handle(incoming, response)
      .catch(() => void response.destroy())
      .finally(() => underWay.delete(handled));
    underWay.add(handled);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    rules,
    /** Each writer has an endpoint of its own, so that the rules can tell them apart. */
    endpoint: (writer: number) => `http://127.0.0.1:${port}/${writer}`,
    /** Every break of an invariant that was seen in an answer. */
    broken,
    /** Until no request is under way, late ones included. */
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      agent.destroy();
    },
  };
}

/** Whether the engine did what was asked and the item is another than before. */
export const hasChanged = ({ command }: Attempt, answer: string): boolean =>
  command !== 'GetItem' &&
  !answer.includes('"__type"') &&
  (command !== 'DeleteItem' || answer.includes('"Attributes"'));

export type FaultyEndpoint = Awaited<ReturnType<typeof startProxy>>;

function reply(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}
