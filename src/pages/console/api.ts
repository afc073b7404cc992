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
  /** Called for each 401, with the token that was sent. */
  onUnauthorized = (_token: string) => {};
  readonly #clock: ServerClock;
  #token = '';
  #waiting: ((token: string) => void)[] = [];

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  /** The token that each request sends, unless it is empty. */
  get token(): string {
    return this.#token;
  }

  set token(token: string) {
    this.#token = token;
    if (token === '') return;
    for (const resolve of this.#waiting.splice(0)) resolve(token);
  }

  /** Gives a player its token. After the service has refused one, it waits for another. */
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

  /** The browser's `fetch`, which also sets the server's clock from each answer. */
  readonly fetch: typeof fetch = async (input, init) => {
    const sent = this.#clock.local();
    const response = await fetch(input, init);
    this.#clock.observe(response.headers.get('date'), sent);
    return response;
  };

  users = (listing: Listing) => this.#get<UserPage>('getallusers', { ...listing });
  user = (id: string) => this.#get<User>('getuser', { id });
  /** A user, or the part that the token may read; undefined if there is no such user. */
  async find(id: string): Promise<ShownUser | undefined> {
    try {
      return await this.user(id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.status === 404) return undefined;
      if (error.status !== 403) throw error;
      // A viewer's token may not read users, but may read its own user's streams.
      await this.streams(id);
      return { id, Name: id, Subscription: '' };
    }
  }
  streams = (id: string) => this.#get<Streams>('getstreams', { id });
  createUser = (user: { id?: string; Name: string; Subscription: string }) => this.#post<User>('createuser', user);
  removeUser = (id: string) => this.#post<{ id: string }>('removeuser', { id });
  /**
   * Ends all streams of a user.
   * @param blockSeconds for how long no start is admitted; 0 removes a block
   */
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
