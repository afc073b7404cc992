import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { typeOf } from '../support/device.ts';
import { FakeService, type Reply } from '../support/service.ts';

/**
 * What becomes of a request: `lost` before it arrives, or its answer; `hung`, and never answered; `held`, and answered
 * when the suite says so; or a reply that does not come from the service.
 */
export type Fate = 'served' | 'lost' | 'answer-lost' | 'hung' | 'held' | Reply;

export interface Sent {
  readonly endpoint: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** By the suite's clock, in milliseconds. */
  readonly at: number;
  readonly authorization: string | undefined;
}

/** The fields of each request: true for those that must be there. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  requeststream: { id: true, stream: true, session: true, device: false, replace: false },
  renewstream: { id: true, session: true, stream: false },
  stopstream: { id: true, session: true },
};

/** The service over HTTP, with answers as a script gives them. It keeps what was sent, and what was wrong with it. */
export class ScriptedService {
  readonly sent: Sent[] = [];
  readonly faults: string[] = [];
  readonly api: FakeService;
  fate: (sent: Sent) => Fate = () => 'served';
  /** The tokens that are taken; undefined without authorization. */
  takes: readonly string[] | undefined;
  /** Requests that the suite leaves without an answer for now. */
  unanswered = 0;
  readonly #clock: { readonly now: number };
  readonly #server = createServer((request, response) => this.#serve(request, response));
  #held: (() => void)[] = [];

  constructor(clock: { readonly now: number }) {
    this.#clock = clock;
    this.api = new FakeService(clock);
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const address = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${address.port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  of = (endpoint: string): Sent[] => this.sent.filter((sent) => sent.endpoint === endpoint);

  /** Answers what was held, in its order. */
  release(): void {
    for (const answer of this.#held) answer();
    this.#held = [];
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const sent = this.#read(request, Buffer.concat(chunks).toString());
    this.sent.push(sent);
    const fate = this.#isTaken(sent) ? this.fate(sent) : { status: 401, body: { message: 'Unauthorized' } };
    if (fate === 'hung') this.#leave(response);
    else if (fate === 'lost') response.destroy();
    else if (fate === 'answer-lost') {
      this.#answer(sent);
      response.destroy();
    } else if (fate === 'held') {
      const reply = this.#answer(sent);
      this.#leave(response);
      this.#held.push(() => this.#send(response, reply));
    } else this.#send(response, fate === 'served' ? this.#answer(sent) : fate);
  }

  #leave(response: ServerResponse): void {
    this.unanswered++;
    response.once('close', () => this.unanswered--);
  }

  #isTaken = ({ authorization }: Sent): boolean =>
    !this.takes || this.takes.some((token) => authorization === `Bearer ${token}`);

  #answer({ endpoint, body }: Sent): Reply {
    const { id, session, stream, device, replace } = body;
    return this.api.answer(endpoint, {
      id: String(id),
      session: String(session),
      ...(stream !== undefined && { stream: String(stream) }),
      ...(device !== undefined && { device: String(device) }),
      ...(Array.isArray(replace) && { replace: replace.map(String) }),
    });
  }

  #send(response: ServerResponse, reply: Reply): void {
    response.sendDate = false;
    const date = new Date(this.api.time).toUTCString();
    response.writeHead(reply.status, { 'content-type': typeOf(reply), date, ...reply.headers });
    response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body));
  }

  /** Reads a request as strictly as the service does. */
  #read({ method, url = '', headers }: IncomingMessage, text: string): Sent {
    const endpoint = url.slice(1);
    const wrong = (what: string) => this.faults.push(`${method} ${url} ${text}: ${what}`);
    if (method !== 'POST') wrong('the method is POST');
    if (!/^application\/json\b/.test(headers['content-type'] ?? '')) wrong('content-type is application/json');
    const body: Record<string, unknown> = JSON.parse(text);
    const fields = FIELDS[endpoint];
    if (!fields) wrong('there is no such endpoint');
    for (const [name, required] of Object.entries(fields ?? {})) {
      if (required && !(name in body)) wrong(`${name} is missing`);
    }
    for (const [name, value] of Object.entries(body)) {
      if (fields?.[name] === undefined) wrong(`${name} is no field of it`);
      else if (name === 'replace') {
        if (!Array.isArray(value) || value.length === 0) wrong('replace holds sessions, or is left out');
      } else if (typeof value !== 'string' || value === '') wrong(`${name} is a text`);
    }
    if (!/^[!-~]{1,128}$/.test(`${body.session}`)) wrong('the session has other characters, or too many');
    return { endpoint, body, at: this.#clock.now, authorization: headers.authorization };
  }
}
