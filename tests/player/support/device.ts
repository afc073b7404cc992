import { createMachine, type Machine } from '../../../player/src/machine.ts';
import type { PlayerOptions } from '../../../player/src/types.ts';
import type { World } from '../../../player/src/world.ts';
import type { FakeClock } from './clock.ts';
import type { FakeService, Reply } from './service.ts';

export interface Sent {
  readonly endpoint: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read bodies of any shape
  readonly body: any;
  readonly at: number;
  readonly authorization: string | undefined;
  readonly keepalive: boolean;
  /** Undefined while it is under way. */
  status: number | undefined;
}

/**
 * What becomes of a request: `lost` before it arrives, or its answer, or a reply that does not come from the service.
 */
export type Fate = 'served' | 'lost' | 'answer-lost' | 'hung' | Reply;

/** A device: its storage and its locks outlast the players on it. Its network does as the test says. */
export class Device {
  readonly sent: Sent[] = [];
  readonly kept = new Map<string, string>();
  readonly locks = new Set<string>();
  fate: (sent: Sent) => Fate = () => 'served';
  /** How long a request takes, there and back, in milliseconds. */
  delay = 0;
  /** How wrong the device's clock is, in milliseconds. */
  wrongBy = 0;
  random = () => 0;
  readonly #clock: FakeClock;
  readonly #service: FakeService;
  #sessions = 0;

  constructor(clock: FakeClock, service: FakeService) {
    this.#clock = clock;
    this.#service = service;
  }

  /** A player on a page of its own. */
  player(options: Partial<PlayerOptions> = {}): Machine {
    return createMachine({ url: 'https://service', user: '001', device: 'Laptop', ...options }, this.world());
  }

  of = (endpoint: string): Sent[] => this.sent.filter((each) => each.endpoint === endpoint);

  world(): World {
    const clock = this.#clock;
    return {
      now: () => clock.now,
      wall: () => clock.now + this.wrongBy,
      random: () => this.random(),
      after: clock.after,
      fetch: (input, init) => this.#fetch(String(input), init),
      storage: { getItem: (key) => this.kept.get(key) ?? null, setItem: (key, value) => this.kept.set(key, value) },
      lock: async (name) => {
        if (this.locks.has(name)) return undefined;
        this.locks.add(name);
        return () => this.locks.delete(name);
      },
      newSession: () => `session-${++this.#sessions}`,
    };
  }

  async #fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const sent: Sent = {
      endpoint: url.slice(url.lastIndexOf('/') + 1),
      body: JSON.parse(String(init.body)),
      at: this.#clock.now,
      authorization: new Headers(init.headers).get('authorization') ?? undefined,
      keepalive: init.keepalive ?? false,
      status: undefined,
    };
    this.sent.push(sent);
    const fate = this.fate(sent);
    const { delay } = this;
    if (fate === 'hung') await this.#wait(sent, Number.POSITIVE_INFINITY, init.signal);
    await this.#wait(sent, delay / 2, init.signal);
    if (fate === 'lost') return this.#fail(sent);
    const reply = typeof fate === 'object' ? fate : this.#service.answer(sent.endpoint, sent.body);
    await this.#wait(sent, delay / 2, init.signal);
    if (fate === 'answer-lost') return this.#fail(sent);
    sent.status = reply.status;
    const body = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body);
    return new Response(body, { status: reply.status, headers: { 'content-type': typeOf(reply), ...reply.headers } });
  }

  #fail(sent: Sent): never {
    sent.status = 0;
    throw new TypeError('Failed to fetch');
  }

  #wait(sent: Sent, ms: number, signal: AbortSignal | null | undefined): Promise<void> {
    if (ms === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => {
        sent.status = 0;
        reject(new DOMException('Aborted', 'AbortError'));
      });
      if (ms < Number.POSITIVE_INFINITY) this.#clock.after(ms, resolve);
    });
  }
}

/** What the service and API Gateway send: a refusal with a code is a problem; a text comes from something else. */
export const typeOf = ({ body }: Reply): string => {
  if (typeof body === 'string') return 'text/html';
  return 'code' in body ? 'application/problem+json' : 'application/json';
};
