import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { type Answer, type Ask, over, textOf, withItem } from './forward.ts';
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

/** Whoever made an attempt: it is answered, or its connection is cut, perhaps in the middle of an answer. */
interface Caller {
  readonly answer: (answer: Answer) => void;
  readonly cut: (begun?: Answer) => void;
  /** Something is wrong with the test. */
  readonly fail: (reason: Error) => void;
}

/**
 * A DynamoDB endpoint in front of an engine, where things go wrong as the rules say. Every item that the engine answers
 * must hold the invariants.
 * @param engine its endpoint, or how to ask it
 */
export async function startProxy(engine: string | Ask, rules: Rules = {}) {
  const { ask, close } = typeof engine === 'string' ? over(engine) : { ask: engine, close: () => undefined };
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
      const { status, body: said } = await ask(headers, body);
      // What comes again is answered to nobody.
      const refused = rules.returnItems && !again && status === 400 && said.includes('ConditionalCheckFailed');
      const answer = { status, body: refused ? await withItem(ask, headers, body, said) : said };
      const fault = brokenInvariant(answer.body);
      if (fault !== undefined) broken.push(`${fault} after ${body}`);
      rules.answered?.(attempt, answer.body, again);
      return answer;
    });

  async function handle(writer: number, headers: IncomingHttpHeaders, body: string, caller: Caller): Promise<void> {
    const attempt: Attempt = {
      writer,
      name: attemptOf(headers),
      command: String(headers['x-amz-target']).split('.')[1] ?? '',
      body,
      again: async () => hasChanged(attempt, (await forward(headers, attempt, true)).body),
    };
    const fault = await rules.fault?.(attempt);
    const kept = () => (fault && rules.kept?.(fault)) ?? delay(rules.lateMs);
    switch (fault) {
      case 'request lost':
        return caller.cut();
      case 'delivered late':
        caller.cut();
        await kept();
        break;
      case 'ProvisionedThroughputExceededException':
      case 'ThrottlingException':
      case 'RequestLimitExceeded':
        return caller.answer({ status: 400, body: faultOf(fault) });
      case 'InternalServerError':
        return caller.answer({ status: 500, body: faultOf(fault) });
      case 'bad gateway':
        return caller.answer({ status: 503, body: '<html>Service Unavailable</html>' });
      case 'request late':
        await kept();
    }
    const answer = await forward(headers, attempt);
    if (fault === 'response late') await delay(rules.lateMs);
    if (fault === 'response lost') caller.cut();
    else if (fault === 'response cut') caller.cut(answer);
    else caller.answer(answer);
    if (fault === 'delivered twice') {
      await kept();
      await attempt.again();
    }
  }

  function track(handled: Promise<void>, caller: Caller): void {
    const tracked: Promise<void> = handled.catch(caller.fail).finally(() => underWay.delete(tracked));
    underWay.add(tracked);
  }

  const server = createServer((incoming, response) => {
    const caller: Caller = {
      answer: (answer) => reply(response, answer),
      cut: (begun) => {
        if (begun === undefined) response.destroy();
        else breakOff(response, begun);
      },
      fail: () => void response.destroy(),
    };
    const writer = Number(incoming.url?.split('/')[1]);
    track(
      textOf(incoming).then((body) => handle(writer, incoming.headers, body, caller)),
      caller,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    rules,
    /** Each writer has an endpoint of its own, so that the rules can tell them apart. */
    endpoint: (writer: number) => `http://127.0.0.1:${port}/${writer}`,
    /** The same for the client of a writer in this process, with no socket in between. */
    handler: (writer: number) => ({
      handle: ({ headers, body }: HttpRequest) =>
        new Promise<{ response: HttpResponse }>((resolve, reject) => {
          const caller: Caller = {
            answer: ({ status, body: text }) =>
              resolve({ response: new HttpResponse({ statusCode: status, headers: TYPE, body: Buffer.from(text) }) }),
            fail: reject,
            cut: () => reject(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })),
          };
          track(handle(writer, inLowerCase(headers), new TextDecoder().decode(body), caller), caller);
        }),
    }),
    /** Every break of an invariant that was seen in an answer. */
    broken,
    /** Until no request is under way, late ones included. */
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      close();
    },
  };
}

/** Whether the engine did what was asked and the item is another than before. */
export const hasChanged = ({ command }: Attempt, answer: string): boolean =>
  command !== 'GetItem' &&
  !answer.includes('"__type"') &&
  (command !== 'DeleteItem' || answer.includes('"Attributes"'));

export type FaultyEndpoint = Awaited<ReturnType<typeof startProxy>>;

const TYPE = { 'content-type': 'application/x-amz-json-1.0' };

const faultOf = (name: string): string => JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${name}` });

const inLowerCase = (headers: Record<string, string>): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

function reply(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { ...TYPE, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Ends in the middle of the answer. */
function breakOff(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}
