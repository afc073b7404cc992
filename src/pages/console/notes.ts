import { titleOf } from './catalogue.ts';
import type { Context } from './context.ts';
import { copy, part, write } from './dom.ts';
import type { Player } from './player.ts';

/** What a player shows that has lost its lease; undefined while it has one, or was told to end. */
export function farewell({ stream, device, state }: Player): string | undefined {
  const what = `${titleOf(stream)} on the ${device.toLowerCase()}`;
  if (state === 'ended') return `${what} ended elsewhere: it was stopped there, or its slot was taken.`;
  if (state === 'refused') return `${what} gave up: the service does not let it renew.`;
  if (state === 'lost') return `${what} gave up: the service did not answer until the lease had run out.`;
  return undefined;
}

/** The players of one user that have lost their leases, until they are dismissed. */
export class Notes {
  readonly #context: Context;
  readonly #list: HTMLElement;
  readonly #id: string;
  #shown: Player[] = [];

  constructor(context: Context, list: HTMLElement, id: string) {
    this.#context = context;
    this.#list = list;
    this.#id = id;
  }

  tick(): void {
    const players = this.#context.players.of(this.#id).filter((player) => farewell(player) !== undefined);
    if (players.length === this.#shown.length && players.every((player) => this.#shown.includes(player))) return;
    this.#shown = players;
    this.#list.replaceChildren(...players.map((player) => this.#note(player)));
    this.#list.hidden = players.length === 0;
  }

  #note(player: Player): HTMLElement {
    const note = copy('note');
    write(part(note, 'text'), farewell(player) ?? '');
    part(note, 'dismiss').addEventListener('click', () => {
      this.#context.players.forget(player);
      this.tick();
    });
    return note;
  }
}
