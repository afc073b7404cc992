import type { Context } from './context.ts';
import { copy, part, place, tell, write } from './dom.ts';
import { endedTile } from './ended-tile.ts';
import type { Playing, PlayingState } from './playing.ts';
import { type Tile, takenKey, takenTile } from './tile.ts';
import type { Stream, Streams } from './wire.ts';

/**
 * The tiles of one user: live streams, players on this page that lost their leases (until dismissed), and the free
 * slots.
 */
export class Slots {
  readonly #context: Context;
  readonly #list: HTMLElement;
  readonly #id: string;
  readonly #stop: (stream: Stream) => void;
  readonly #free = copy('free');
  readonly #tiles = new Map<string, Tile>();
  #slotsFree = 0;
  /** Whether the last request for the streams failed. */
  #isUnknown = false;

  /** @param stop called with the stream whose stop button was pressed */
  constructor(context: Context, list: HTMLElement, id: string, stop: (stream: Stream) => void) {
    this.#context = context;
    this.#list = list;
    this.#id = id;
    this.#stop = stop;
    list.append(this.#free);
  }

  /** @returns whether the focus was on something that is gone now */
  show({ limit, activeStreams, streams }: Streams): boolean {
    const story = this.#forgetCrashed(streams);
    if (story !== '' || activeStreams >= limit) tell(part(this.#free, 'why'), story);
    this.#slotsFree = Math.max(0, limit - activeStreams);
    this.#free.hidden = this.#slotsFree === 0;

    const before = new Map(this.#tiles);
    this.#tiles.clear();
    const live = new Map(streams.map((stream) => [stream.session, stream]));
    const asking = this.#askWhy((session) => live.has(session));
    const lost = this.#lostPlayers().filter(({ session }) => !live.has(session));
    const sessions = [...live.keys(), ...asking, ...lost.map(({ session }) => session)];
    // A session keeps its place while others come and go.
    const order = [...[...before.keys()].filter((session) => sessions.includes(session)), ...sessions];
    for (const session of new Set(order)) {
      const old = before.get(session);
      const stream = live.get(session);
      const player = lost.find((each) => each.session === session);
      if (stream) this.#tiles.set(session, this.#taken(old, stream));
      else if (old && asking.has(session)) this.#tiles.set(session, old);
      else if (player) this.#tiles.set(session, this.#ended(old, player));
    }
    this.knows(true);
    return this.#draw();
  }

  /** @param answered whether the service answered */
  knows(answered: boolean): void {
    this.#isUnknown = !answered;
    this.tick();
  }

  tick(): void {
    const were = this.#slotsFree === 1 ? 'was ' : 'were ';
    write(part(this.#free, 'count'), `${this.#slotsFree} ${this.#isUnknown ? were : ''}free`);
    for (const tile of this.#tiles.values()) tile.tick(this.#isUnknown);
  }

  /** When the first lease ends, in epoch milliseconds. */
  get nextEnd(): number {
    return Math.min(...[...this.#tiles.values()].map((tile) => tile.expiresAt()));
  }

  #taken(old: Tile | undefined, stream: Stream): Tile {
    if (old?.key !== takenKey(stream)) {
      return takenTile(this.#context, this.#id, stream, () => this.#stop(stream));
    }
    old.update(stream);
    return old;
  }

  #ended(old: Tile | undefined, player: Playing): Tile {
    const tile = endedTile(player, () => {
      player.stop();
      this.#context.players.forget(player);
      this.#tiles.delete(player.session);
      if (this.#draw()) this.#list.focus();
    });
    return old?.key === tile.key ? old : tile;
  }

  /**
   * Makes players renew whose leases are gone without their knowing: the answer has the reason.
   * @returns their sessions
   */
  #askWhy(isLive: (session: string) => boolean): ReadonlySet<string> {
    const players = this.#context.players.of(this.#id);
    const unaware = players.filter(({ state, session }) => state === 'playing' && !isLive(session));
    for (const player of unaware) player.wake();
    return new Set(unaware.map(({ session }) => session));
  }

  #lostPlayers(): Playing[] {
    return this.#context.players.of(this.#id).filter(({ state }) => LOST.includes(state));
  }

  /** @returns a sentence about a crashed player whose lease has just ended; empty if there is none */
  #forgetCrashed(streams: readonly Stream[]): string {
    const { players, clock } = this.#context;
    let story = '';
    for (const [session, tile] of this.#tiles) {
      if (streams.some((stream) => stream.session === session)) continue;
      const player = players.get(this.#id, session);
      if (player?.state === 'crashed') players.forget(player);
      if (clock.now() < tile.expiresAt() - 1000 || tile.expiresAt() === Number.POSITIVE_INFINITY) continue;
      const who =
        player?.state === 'crashed' ? `The ${player.device.toLowerCase()} crashed and its` : 'Nobody renewed the';
      story = `${who} lease ran out. The next start takes this slot.`;
    }
    return story;
  }

  /** @returns whether the focus was on something that is gone now */
  #draw(): boolean {
    return place(this.#list, [...[...this.#tiles.values()].map(({ item }) => item), this.#free]);
  }
}

const LOST: readonly PlayingState[] = ['unreachable', 'ended', 'failed'];
