import type { Api } from './api.ts';
import { newSession } from './catalogue.ts';
import { type Changed, Playing } from './playing.ts';
import type { ServerClock } from './server-clock.ts';

/** The players on this page, each as if on its own device. They continue while other users are shown. */
export class Players {
  readonly #api: Api;
  readonly #clock: ServerClock;
  readonly #changed: Changed;
  readonly #players = new Map<string, Playing>();

  /** @param changed called for each player whose state changes */
  constructor(api: Api, clock: ServerClock, changed: Changed) {
    this.#api = api;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** A new player without a request yet. */
  add(id: string, device: string): Playing {
    const session = newSession(device);
    const player = new Playing(this.#api, this.#clock, { id, session, device }, this.#changed);
    this.#players.set(key(id, session), player);
    return player;
  }

  get(id: string, session: string): Playing | undefined {
    return this.#players.get(key(id, session));
  }

  of(id: string): Playing[] {
    return [...this.#players.values()].filter((player) => player.id === id);
  }

  forget({ id, session }: { readonly id: string; readonly session: string }): void {
    this.#players.delete(key(id, session));
  }
}

/** No session contains a space. */
const key = (id: string, session: string): string => `${id} ${session}`;
