import { type Context, explain } from './context.ts';
import { copy, part, tell, write } from './dom.ts';
import { offerCheat } from './picture.ts';
import type { Playing } from './playing.ts';
import { Refusal } from './refusal.ts';
import { Slots } from './slots.ts';
import { UserRow } from './user-row.ts';
import { Viewer } from './viewer.ts';
import type { ShownUser, Streams } from './wire.ts';
import { clockTime, policyUse } from './words.ts';

/** How often a card reads the streams of its user, in milliseconds: open, closed, and after a lease has ended. */
const LOOK_MS = 4000;
const GLANCE_MS = 20_000;
const LOOK_AGAIN_MS = 500;

export interface CardEvents {
  readonly remove: (card: UserCard) => void;
  readonly endAll: (card: UserCard) => void;
  readonly block: (card: UserCard) => void;
  /** Called when the card of a removed user is dismissed. */
  readonly dismiss: (card: UserCard) => void;
  /** Called after each read, with the fault; empty if it succeeded. */
  readonly looked: (fault: string) => void;
}

/**
 * A user's card: a row that shows what is on. It opens to the streams, the form that starts a player, and the outcome.
 */
export class UserCard {
  readonly element = copy('card');
  readonly user: ShownUser;
  readonly #context: Context;
  readonly #events: CardEvents;
  readonly #row: UserRow;
  readonly #slots: Slots;
  readonly #viewer: Viewer;
  #blockedUntil = 0;
  #looks = 0;
  #looking = 0;
  #lastLook = 0;

  constructor(context: Context, user: ShownUser, events: CardEvents) {
    this.#context = context;
    this.#events = events;
    this.user = user;
    const { element } = this;
    this.#row = new UserRow(element, user, context.clock.now, () => this.look());
    for (const [name, label] of [
      ['remove', `Remove ${user.Name}`],
      ['endAll', `End all streams of ${user.Name}`],
      ['block', `Block for … (${user.Name})`],
    ] as const) {
      const button = part(element, name);
      button.ariaLabel = label;
      button.addEventListener('click', () => events[name](this));
    }
    part(element, 'dismiss').addEventListener('click', () => events.dismiss(this));
    part(element, 'unblock').addEventListener('click', () => this.#run(() => this.#unblock()));
    this.#viewer = new Viewer(context, element, user.id, {
      run: (action) => this.#run(action),
      blocked: (until) => this.showBlock(until),
    });
    offerCheat(element);
    this.#slots = new Slots(context, part(element, 'slots'), user.id, (stream) =>
      this.#run(() => this.#viewer.stop(stream)),
    );
  }

  get isRemoved(): boolean {
    return this.#row.isRemoved;
  }

  open(): void {
    this.#row.open();
  }

  /** Reads the user's streams, and shows them. */
  async look(): Promise<void> {
    const { api, clock } = this.#context;
    if (this.isRemoved) return;
    const look = ++this.#looks;
    this.#lastLook = clock.local();
    this.#looking++;
    try {
      const streams = await api.streams(this.user.id);
      this.#events.looked('');
      // A later answer has arrived before this one.
      if (look !== this.#looks) return;
      this.#row.show(streams);
      if (this.#slots.show(streams)) this.#viewer.focus();
      this.#viewer.show(streams);
      this.#showPolicies(streams);
      this.showBlock(Date.parse(streams.blockedUntil ?? '') || 0);
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return this.remove();
      this.#row.showUnknown();
      this.#slots.knows(false);
      this.#events.looked(explain(error));
    } finally {
      this.#looking--;
    }
  }

  #showPolicies({ policies = [] }: Streams): void {
    const list = part(this.element, 'policies');
    list.hidden = policies.length === 0;
    policies.forEach((policy, i) => {
      const item = list.children[i] ?? list.appendChild(copy('policy'));
      item.setAttribute('data-full', `${policy.active >= policy.limit}`);
      write(part(item, 'name'), policy.name);
      write(part(item, 'use'), policyUse(policy));
    });
    while (list.children.length > policies.length) list.lastElementChild?.remove();
  }

  /** Called when a player of this user changes its state. */
  changed(player: Playing): void {
    this.#viewer.changed(player);
    // It has got a lease, or lost one, so the list of streams has changed.
    if (player.state !== 'asking') this.look();
  }

  /** Says that the user was removed, until that is dismissed. */
  remove(): void {
    const { players } = this.#context;
    for (const player of players.of(this.user.id)) {
      player.crash();
      players.forget(player);
    }
    this.#row.showRemoved();
  }

  /** Shows the end of a block, in epoch milliseconds; 0 for a block that was lifted. */
  showBlock(until: number): void {
    this.#blockedUntil = until;
    this.tick();
  }

  /** Updates what depends on the time. */
  tick(): void {
    const { clock, mayRevoke } = this.#context;
    if (this.isRemoved) return;
    this.#slots.tick();
    const isBlocked = clock.now() < this.#blockedUntil;
    part(this.element, 'blocked').hidden = !isBlocked;
    const until = clockTime(this.#blockedUntil, clock.now());
    if (isBlocked) write(part(this.element, 'until'), `Blocked until ${until}. Nothing can start.`);
    for (const name of ['endAll', 'block', 'unblock']) part(this.element, name).hidden = !mayRevoke();
    if (this.#looking > 0 || document.hidden) return;
    const wait = clock.now() >= this.#slots.nextEnd ? LOOK_AGAIN_MS : this.#row.isOpen ? LOOK_MS : GLANCE_MS;
    if (clock.local() - this.#lastLook > wait) this.look();
  }

  async #run(action: () => Promise<void>): Promise<void> {
    const fault = part(this.element, 'fault');
    tell(fault, '');
    try {
      await action();
    } catch (error) {
      tell(fault, explain(error));
    }
    await this.look();
  }

  async #unblock(): Promise<void> {
    await this.#context.api.revoke(this.user.id, 0);
    this.showBlock(0);
    this.#viewer.focus();
    this.#context.say(`${this.user.Name} can watch again.`);
  }
}
