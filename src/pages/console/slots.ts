import type { Context } from './context.ts';
import { arrange } from './places.ts';
import { freeTile, type Tile, takenKey, takenTile } from './tile.ts';
import type { Stream, Streams } from './wire.ts';

/** One user's slots in a list, taken and free ones. */
export class Slots {
  readonly #context: Context;
  readonly #list: HTMLElement;
  readonly #stop: (stream: Stream) => void;
  #places: (string | undefined)[] = [];
  #tiles: Tile[] = [];

  /** @param stop is called for the stream whose stop button was pressed */
  constructor(context: Context, list: HTMLElement, stop: (stream: Stream) => void) {
    this.#context = context;
    this.#list = list;
    this.#stop = stop;
  }

  /** @returns whether the focus was on something that is gone now */
  show({ id, limit, streams }: Streams): boolean {
    const before = this.#places;
    this.#places = arrange(
      before,
      streams.map((stream) => stream.session),
      limit,
    );
    this.#tiles = this.#places.map((session, place) => {
      const old = this.#tiles[place];
      const stream = streams.find((each) => each.session === session);
      if (stream === undefined) return old?.key === 'free' ? old : freeTile(this.#story(id, before[place], old));
      if (old?.key !== takenKey(stream)) return takenTile(this.#context, id, stream, () => this.#stop(stream));
      old.update(stream);
      return old;
    });
    this.tick();
    return this.#draw();
  }

  tick(): void {
    for (const tile of this.#tiles) tile.tick();
  }

  /** When the first of the leases runs out, in epoch milliseconds. */
  get nextEnd(): number {
    return Math.min(...this.#tiles.map((tile) => tile.expiresAt()));
  }

  /** Why a slot is free that was taken a moment ago. */
  #story(id: string, session: string | undefined, old: Tile | undefined): string {
    const { players, clock } = this.#context;
    if (session === undefined || old === undefined || clock.now() < old.expiresAt() - 1000) return '';
    const player = players.get(id, session);
    const who =
      player?.state === 'crashed' ? `The ${player.device.toLowerCase()} crashed and its` : 'Nobody renewed the';
    return `${who} lease ran out. The next start takes this slot.`;
  }

  /** Only what differs is replaced, so that the focus stays where it is. */
  #draw(): boolean {
    const focused = this.#list.contains(document.activeElement);
    const shown = [...this.#list.children];
    this.#tiles.forEach(({ item }, place) => {
      const there = shown[place];
      if (there === undefined) this.#list.append(item);
      else if (there !== item) there.replaceWith(item);
    });
    for (const extra of shown.slice(this.#tiles.length)) extra.remove();
    return focused && !this.#list.contains(document.activeElement);
  }
}
