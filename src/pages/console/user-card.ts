import { newSession, titleOf } from './catalogue.ts';
import { type Context, explain } from './context.ts';
import { Denial } from './denial.ts';
import { copy, part, tell, write } from './dom.ts';
import { Notes } from './notes.ts';
import { Refusal } from './refusal.ts';
import { Slots } from './slots.ts';
import { StartForm } from './start-form.ts';
import type { ShownUser, Stream, Streams } from './wire.ts';

/** A player that asks for a stream: its session stays the same when it asks again. */
interface Wanted {
  readonly stream: string;
  readonly device: string;
  readonly session: string;
}

/** How often a card looks what others have started and stopped, in milliseconds; and at a lease that runs out, at most. */
const LOOK_MS = 4000;
const LOOK_AGAIN_MS = 500;

export interface CardEvents {
  readonly remove: (card: UserCard) => void;
  /** The user does not exist any more. */
  readonly gone: (card: UserCard) => void;
  /** What the last look brought: '' when it succeeded. */
  readonly looked: (fault: string) => void;
}

/** One user: the slots, the form that starts a player, and what came of it. */
export class UserCard {
  readonly element = copy('card');
  readonly user: ShownUser;
  readonly #context: Context;
  readonly #events: CardEvents;
  readonly #form: StartForm;
  readonly #slots: Slots;
  readonly #denial: Denial;
  readonly #notes: Notes;
  #wanted: Wanted | undefined;
  #looks = 0;
  #looking = 0;
  #lastLook = 0;

  constructor(context: Context, user: ShownUser, events: CardEvents) {
    this.#context = context;
    this.#events = events;
    this.user = user;
    const { element } = this;
    element.ariaLabel = user.Name;
    write(part(element, 'name'), user.Name);
    write(part(element, 'id'), user.id);
    write(part(element, 'plan'), user.Subscription);
    const removeButton = part(element, 'remove');
    removeButton.ariaLabel = `Remove ${user.Name}`;
    removeButton.addEventListener('click', () => events.remove(this));

    this.#form = new StartForm(element, (stream, device) => this.#run(() => this.#start(this.#want(stream, device))));
    this.#slots = new Slots(context, part(element, 'slots'), (stream) => this.#run(() => this.#stop(stream)));
    this.#notes = new Notes(context, part(element, 'notes'), user.id);
    this.#denial = new Denial(
      part(element, 'denial'),
      (stream) => this.#run(() => this.#makeRoom(stream)),
      () => this.#form.focus(),
    );
  }

  /** Reads what is on, and shows it. */
  async look(): Promise<void> {
    const { api, clock } = this.#context;
    const look = ++this.#looks;
    this.#lastLook = clock.local();
    this.#looking++;
    try {
      const streams = await api.streams(this.user.id);
      // An answer that was overtaken by a later one is old news.
      if (look === this.#looks) this.#show(streams);
      this.#events.looked('');
    } catch (error) {
      if (error instanceof Refusal && error.status === 404) return this.#events.gone(this);
      this.#events.looked(explain(error));
    } finally {
      this.#looking--;
    }
  }

  /** Moves what depends on the time. */
  tick(): void {
    const { clock } = this.#context;
    this.#slots.tick();
    this.#notes.tick();
    if (this.#looking > 0 || document.hidden) return;
    const wait = clock.now() >= this.#slots.nextEnd ? LOOK_AGAIN_MS : LOOK_MS;
    if (clock.local() - this.#lastLook > wait) this.look();
  }

  #show(streams: Streams): void {
    const { activeStreams, limit } = streams;
    write(part(this.element, 'usage'), `${activeStreams} of ${limit} in use`);
    if (this.#slots.show(streams)) this.#form.focus();
    if (this.#denial.isShown && activeStreams < limit) {
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

  async #start(wanted: Wanted): Promise<void> {
    const { api, players, say } = this.#context;
    this.#wanted = wanted;
    this.#denial.hide();
    try {
      players.play(await api.start({ id: this.user.id, ...wanted }), wanted.device);
      this.#wanted = undefined;
      this.#form.offerNext();
      say(`${titleOf(wanted.stream)} plays on the ${wanted.device.toLowerCase()}.`);
    } catch (error) {
      if (!(error instanceof Refusal && error.problem.code === 'stream-limit-reached')) throw error;
      say('');
      this.#denial.show(error.problem, wanted.device);
    }
  }

  async #stop({ session, stream }: Stream): Promise<void> {
    const { api, players, say } = this.#context;
    const { id } = this.user;
    players.get(id, session)?.stop();
    await api.stop(id, session);
    players.forget({ id, session });
    say(`${titleOf(stream)} was stopped.`);
  }

  async #makeRoom(stream: Stream): Promise<void> {
    await this.#stop(stream);
    if (this.#wanted) await this.#start(this.#wanted);
    this.#form.focus();
  }
}
