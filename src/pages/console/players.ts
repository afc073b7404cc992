import { Player, type World } from './player.ts';
import type { Lease } from './wire.ts';

/** The players that this page emulates. They play on while another page of users is shown. */
export class Players {
  readonly #world: World;
  readonly #changed: (player: Player) => void;
  readonly #players = new Map<string, Player>();

  /** @param changed is called for a player whose state is another one now */
  constructor(world: World, changed: (player: Player) => void) {
    this.#world = world;
    this.#changed = changed;
  }

  play(lease: Lease, device: string): void {
    this.#players.set(key(lease.id, lease.session), new Player(this.#world, lease, device, this.#changed));
  }

  get(id: string, session: string): Player | undefined {
    return this.#players.get(key(id, session));
  }

  of(id: string): Player[] {
    return this.all().filter((player) => player.id === id);
  }

  all(): Player[] {
    return [...this.#players.values()];
  }

  forget({ id, session }: { readonly id: string; readonly session: string }): void {
    this.#players.delete(key(id, session));
  }
}

/** No id holds a space. */
const key = (id: string, session: string): string => `${id} ${session}`;
