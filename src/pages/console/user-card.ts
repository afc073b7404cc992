import { newSession, titleOf } from './catalogue.ts';
import { type Context, explain } from './context.ts';
import { Denial } from './denial.ts';
import { copy, part, tell } from './dom.ts';
import { Refusal } from './refusal.ts';
import { Slots } from './slots.ts';
import { StartForm } from './start-form.ts';
import { UserRow } from './user-row.ts';
import type { ShownUser, Stream, Streams } from './wire.ts';
import { clockTime } from './words.ts';

/** A player that asks for a stream: its session stays the same when it asks again. */
interface Wanted {
  readonly stream: string;
  readonly device: string;
  readonly session: string;
}

/** How often a card looks what others have started and stopped, in milliseconds: open, closed, and at a lease that runs out. */
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

/** One user: a row that tells what is on, and opens to the streams, the form that starts a player, and what came of it. */
export class UserCard {
  readonly element = copy('card');
  readonly user: ShownUser;
  readonly #context: Context;
  readonly #events: CardEvents;
  readonly #row: UserRow;
  readonly #form: StartForm;
  readonly #slots: Slots;
  readonly #denial: Denial;
  #wanted: Wanted | undefined;
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

    this.#form = new StartForm(element, (stream, device) => this.#run(() => this.#start(this.#want(stream, device))));
    this.#slots = new Slots(context, part(element, 'slots'), user.id, (stream) => this.#run(() => this.#stop(stream)));
    this.#denial = new Denial(
      part(element, 'denial'),
      (stream) => this.#run(() => this.#takeOver(stream)),
      () => this.#form.focus(),
    );
  }

  get isOpen(): boolean {
    return this.#row.isOpen;
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
      // An answer that was overtaken by a later one is old news.
      if (look === this.#looks) this.#show(streams);
      this.#events.looked('');
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return this.remove();
      this.#row.showUnknown();
      this.#slots.knows(false);
      this.#events.looked(explain(error));
    } finally {
      this.#looking--;
    }
  }

  /** Says that the user is gone, until that is dismissed. */
  remove(): void {
    const { players } = this.#context;
    for (const player of players.of(this.user.id)) {
      player.stop();
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
    if (isBlocked) tell(part(this.element, 'until'), `Blocked until ${until}: nothing starts.`);
    for (const name of ['endAll', 'block', 'unblock']) part(this.element, name).hidden = !mayRevoke();
    if (this.#looking > 0 || document.hidden) return;
    const wait = clock.now() >= this.#slots.nextEnd ? LOOK_AGAIN_MS : this.isOpen ? LOOK_MS : GLANCE_MS;
    if (clock.local() - this.#lastLook > wait) this.look();
  }

  #show(streams: Streams): void {
    this.#row.show(streams);
    if (this.#slots.show(streams)) this.#form.focus();
    if (this.#denial.isShown && streams.activeStreams < streams.limit) {
      if (this.#denial.hide()) this.#form.focus();
      this.#context.say('A slot has come free.');
    }
  }

  async #run(action: () => Promise<void>): Promise<void> {
    const fault = part(this.element, 'fault');
    tell(fault, '');
    try {
      await action();
    } catch (error) {
      tell(fault, explain(error));
      if (error instanceof Refusal && error.problem.blockedUntil)
        this.showBlock(Date.parse(error.problem.blockedUntil));
    }
    await this.look();
  }

  /** A player that got no answer asks again with the session it asked with before: the two have the effect of one. */
  #want(stream: string, device: string): Wanted {
    const before = this.#wanted;
    return before?.stream === stream && before.device === device
      ? before
      : { stream, device, session: newSession(device) };
  }

  /** @param replace the sessions that give way */
  async #start(wanted: Wanted, replace: readonly string[] = []): Promise<void> {
    const { api, players, say } = this.#context;
    this.#wanted = wanted;
    this.#denial.hide();
    try {
      const way = replace.length > 0 ? { replace } : {};
      players.play(await api.start({ id: this.user.id, ...wanted, ...way }), wanted.device);
      this.#wanted = undefined;
      this.#form.offerNext();
      say(`${titleOf(wanted.stream)} plays on the ${wanted.device.toLowerCase()}.`);
    } catch (error) {
      if (!(error instanceof Refusal && error.problem.code === 'stream-limit-reached')) throw error;
      say('');
      this.#denial.show(error.problem, wanted.device);
    }
  }

  async #takeOver({ session }: Stream): Promise<void> {
    if (this.#wanted) await this.#start(this.#wanted, [session]);
    this.#form.focus();
  }

  async #stop({ session, stream }: Stream): Promise<void> {
    const { api, players, say } = this.#context;
    const { id } = this.user;
    players.get(id, session)?.stop();
    await api.stop(id, session);
    players.forget({ id, session });
    say(`${titleOf(stream)} was stopped.`);
  }

  async #unblock(): Promise<void> {
    await this.#context.api.revoke(this.user.id, 0);
    this.showBlock(0);
    this.#form.focus();
    this.#context.say(`${this.user.Name} may watch again.`);
  }
}
