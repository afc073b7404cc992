import { Refusal } from './refusal.ts';
import type { ServerClock } from './server-clock.ts';
import type { Problem, Revoked, ShownUser, Stopped, Streams, User, UserPage } from './wire.ts';

const TIMEOUT_MS = 10_000;

export interface Listing {
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly subscription: string;
  readonly online: string;
}

/** The service's endpoints. Each throws Refusal. */
export class Api {
  /** Called for each answer 401, with the token that was sent. */
  onUnauthorized = (_token: string) => {};
  readonly #clock: ServerClock;
  #token = '';
  #waiting: ((token: string) => void)[] = [];

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  /** Sent with each request while it is not empty. */
  get token(): string {
    return this.#token;
  }

  set token(token: string) {
    this.#token = token;
    if (token === '') return;
    for (const resolve of this.#waiting.splice(0)) resolve(token);
  }

  /** What a player asks for its token. When the service refused that, it waits until there is another one. */
  tokens(): (request: { readonly refused: boolean }) => Promise<string> {
    let given = '';
    return async ({ refused }) => {
      if (refused && (this.#token === given || this.#token === '')) {
        this.onUnauthorized(given);
        given = await new Promise((resolve) => this.#waiting.push(resolve));
      } else given = this.#token;
      return given;
    };
  }

  /** The platform's own, which also tells the clock what time the service has. */
  readonly fetch: typeof fetch = async (input, init) => {
    const sent = this.#clock.local();
    const response = await fetch(input, init);
    this.#clock.observe(response.headers.get('date'), sent);
    return response;
  };

  users = (listing: Listing) => this.#get<UserPage>('getallusers', { ...listing });
  user = (id: string) => this.#get<User>('getuser', { id });
  /** A user, or as little of one as the token may see; undefined if there is none. */
  async find(id: string): Promise<ShownUser | undefined> {
    try {
      return await this.user(id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 404) return undefined;
      if (error.status !== 403) throw error;
      // A viewer's token may not read users, but what its own user watches.
      await this.streams(id);
      return { id, Name: id, Subscription: '' };
    }
  }
  streams = (id: string) => this.#get<Streams>('getstreams', { id });
  createUser = (user: { id?: string; Name: string; Subscription: string }) => this.#post<User>('createuser', user);
  removeUser = (id: string) => this.#post<{ id: string }>('removeuser', { id });
  /** Ends all streams of a user. @param blockSeconds for how long nothing may start; 0 lifts a block */
  revoke = (id: string, blockSeconds?: number) =>
    this.#post<Revoked>('revokestreams', { id, ...(blockSeconds === undefined ? {} : { blockSeconds }) });
  stop = (id: string, session: string) => this.#post<Stopped>('stopstream', { id, session });

  #get<Answer>(path: string, query: Record<string, string | number | undefined>): Promise<Answer> {
    const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
    return this.#ask(`${path}?${new URLSearchParams(given)}`, {});
  }

  #post<Answer>(path: string, body: object): Promise<Answer> {
    return this.#ask(path, { method: 'POST', body: JSON.stringify(body) });
  }

  async #ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers({ 'content-type': 'application/json' });
    const { token } = this;
    if (token !== '') headers.set('authorization', `Bearer ${token}`);
    try {
      const response = await this.fetch(path, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (response.ok) return await response.json();
      if (response.status === 401) this.onUnauthorized(token);
      const problem: Problem = await response.json().catch(() => ({}));
      throw new Refusal(response.status, problem);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(0, { detail: 'The service does not answer.' });
    }
  }
}
