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

/**
 * How often a card looks what others have started and stopped, in milliseconds: open, closed, and at a lease that runs
 * out.
 */
const LOOK_MS = 4000;
const GLANCE_MS = 20_000;
const LOOK_AGAIN_MS = 500;

export interface CardEvents {
  readonly remove: (card: UserCard) => void;
  readonly endAll: (card: UserCard) => void;
  readonly block: (card: UserCard) => void;
  /** The card of a removed user was put away. */
  readonly dismiss: (card: UserCard) => void;
  /** What the last look brought: '' when it succeeded. */
  readonly looked: (fault: string) => void;
}

/**
 * One user: a row that tells what is on, and opens to the streams, the form that starts a player, and what came of it.
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

  /** Reads what is on, and shows it. */
  async look(): Promise<void> {
    const { api, clock } = this.#context;
    if (this.isRemoved) return;
    const look = ++this.#looks;
    this.#lastLook = clock.local();
    this.#looking++;
    try {
      const streams = await api.streams(this.user.id);
      this.#events.looked('');
      // An answer that was overtaken by a later one is old news.
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

  /** A player of this user is in another state. */
  changed(player: Playing): void {
    this.#viewer.changed(player);
    // It has a lease, or has lost one: that shows in what is on.
    if (player.state !== 'asking') this.look();
  }

  /** Says that the user is gone, until that is dismissed. */
  remove(): void {
    const { players } = this.#context;
    for (const player of players.of(this.user.id)) {
      player.crash();
      players.forget(player);
    }
    this.#row.showRemoved();
  }

  /** Shows until when nothing may start; in epoch milliseconds, 0 for a block that was lifted. */
  showBlock(until: number): void {
    this.#blockedUntil = until;
    this.tick();
  }

  /** Moves what depends on the time. */
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
