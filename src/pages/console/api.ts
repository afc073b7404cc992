import { Refusal } from './refusal.ts';
import type { ServerClock } from './server-clock.ts';
import type { Lease, Problem, Revoked, Stopped, Streams, User, UserPage } from './wire.ts';

const TIMEOUT_MS = 10_000;

export interface Listing {
  readonly limit: number;
  readonly cursor: string | undefined;
  readonly subscription: string;
  readonly online: string;
}

/** The service's endpoints. Each throws Refusal. */
export class Api {
  /** Sent with each request while it is not empty. */
  token = '';
  /** Called for each answer 401, with the token that was sent. */
  onUnauthorized = (_token: string) => {};
  readonly #clock: ServerClock;

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  users = (listing: Listing) => this.#get<UserPage>('getallusers', { ...listing });
  user = (id: string) => this.#get<User>('getuser', { id });
  streams = (id: string) => this.#get<Streams>('getstreams', { id });
  createUser = (user: { id?: string; Name: string; Subscription: string }) => this.#post<User>('createuser', user);
  removeUser = (id: string) => this.#post<{ id: string }>('removeuser', { id });
  start = (request: { id: string; stream: string; session: string; device: string; replace?: readonly string[] }) =>
    this.#post<Lease>('requeststream', request);
  /** Ends all streams of a user. @param blockSeconds for how long nothing may start; 0 lifts a block */
  revoke = (id: string, blockSeconds?: number) =>
    this.#post<Revoked>('revokestreams', { id, ...(blockSeconds === undefined ? {} : { blockSeconds }) });
  renew = (id: string, session: string) => this.#post<Lease>('renewstream', { id, session });
  /** Outlives the page that asks for it, so that a closed page gives its slots back. */
  stop = (id: string, session: string) => this.#post<Stopped>('stopstream', { id, session }, { keepalive: true });

  #get<Answer>(path: string, query: Record<string, string | number | undefined>): Promise<Answer> {
    const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, String(value)]] : []));
    return this.#ask(`${path}?${new URLSearchParams(given)}`, {});
  }

  #post<Answer>(path: string, body: object, options: RequestInit = {}): Promise<Answer> {
    return this.#ask(path, { ...options, method: 'POST', body: JSON.stringify(body) });
  }

  async #ask<Answer>(path: string, init: RequestInit): Promise<Answer> {
    const headers = new Headers({ 'content-type': 'application/json' });
    const { token } = this;
    if (token !== '') headers.set('authorization', `Bearer ${token}`);
    const sent = this.#clock.local();
    try {
      const response = await fetch(path, { ...init, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
      this.#clock.observe(response.headers.get('date'), sent);
      if (response.ok) return await response.json();
      if (response.status === 401) this.onUnauthorized(token);
      const problem: Problem = await response.json().catch(() => ({}));
      throw new Refusal(response.status, problem, Number(response.headers.get('retry-after') ?? 0));
    } catch (error) {
      if (error instanceof Refusal) throw error;
      throw new Refusal(0, { detail: 'The service does not answer.' });
    }
  }
}
