import type { StartOptions } from '../../../player/src/types.ts';
import { titleOf } from './catalogue.ts';
import type { Context } from './context.ts';
import { Denial } from './denial.ts';
import { part } from './dom.ts';
import type { Playing } from './playing.ts';
import { StartForm } from './start-form.ts';
import type { Stream, Streams } from './wire.ts';

export interface ViewerEvents {
  /** Runs what was asked for, and looks what came of it. */
  readonly run: (action: () => Promise<void>) => Promise<void>;
  /** Nothing may start until then, in epoch milliseconds; 0 if nobody knows. */
  readonly blocked: (until: number) => void;
}

/** A viewer: starts players, stops them, and chooses which stream ends when all slots are in use. */
export class Viewer {
  readonly #context: Context;
  readonly #id: string;
  readonly #form: StartForm;
  readonly #denial: Denial;
  readonly #events: ViewerEvents;
  /** The player that was denied, while the viewer chooses. */
  #denied: Playing | undefined;

  constructor(context: Context, card: HTMLElement, id: string, events: ViewerEvents) {
    const { run } = events;
    this.#context = context;
    this.#id = id;
    this.#events = events;
    this.#form = new StartForm(card, (stream, device, tags) => run(() => this.#start(stream, device, tags)));
    this.#denial = new Denial(
      part(card, 'denial'),
      ({ session }) => run(() => this.#takeOver(session)),
      () => {
        this.#giveUp();
        this.focus();
      },
    );
  }

  focus(): void {
    this.#form.focus();
  }

  /** Shows the live streams: a slot that has come free ends a denial. */
  show({ activeStreams, limit, streams, policies = [] }: Streams): void {
    this.#form.askForTags(policies.length > 0);
    if (!this.#denied) return;
    const { denial } = this.#denied;
    const offered =
      denial?.reason === 'stream-limit-reached' && denial.policy !== undefined ? denial.sessions : undefined;
    // A policy has room again once one of those has ended that it was denied for.
    const isFull =
      offered === undefined
        ? activeStreams >= limit
        : offered.every((session) => streams.some((stream) => stream.session === session));
    if (isFull) return;
    if (this.#giveUp()) this.focus();
    this.#context.say('A slot has come free.');
  }

  /** A player of this user is in another state. */
  changed(player: Playing): void {
    if (player.state === 'denied') this.#deny(player);
    if (player.state === 'playing') this.#form.offerNext(player);
  }

  async stop({ session, stream }: Stream): Promise<void> {
    const { api, players, say } = this.#context;
    const player = players.get(this.#id, session);
    if (player?.isAlive) await player.stop();
    else await api.stop(this.#id, session);
    players.forget({ id: this.#id, session });
    say(`${titleOf(stream)} was stopped.`);
  }

  async #start(stream: string, device: string, tags: StartOptions['tags']): Promise<void> {
    const { players } = this.#context;
    this.#giveUp();
    // A player without an answer asks again, instead of a second player.
    const before = players.of(this.#id).find((each) => each.state === 'unreachable' && each.device === device);
    if (before?.stream === stream) before.wake();
    else await players.add(this.#id, device).start(stream, tags);
  }

  async #takeOver(session: string): Promise<void> {
    const player = this.#denied;
    this.#denied = undefined;
    this.#denial.hide();
    const denial = player?.denial;
    const offered = denial?.reason === 'stream-limit-reached' ? (denial.sessions ?? []) : [];
    // Where one end is not enough for a policy, all that it names are.
    await player?.takeOver(session, ...offered.filter((other) => other !== session));
    if (!this.#denied) this.focus();
  }

  #deny(player: Playing): void {
    const { denial, device } = player;
    if (denial?.reason === 'stream-limit-reached') {
      this.#denied = player;
      this.#denial.show(denial, device);
      return;
    }
    this.#context.players.forget(player);
    this.#events.blocked(Date.parse(denial?.blockedUntil ?? '') || 0);
  }

  /** Drops the denied start. @returns whether the focus was on the denial */
  #giveUp(): boolean {
    if (this.#denied) this.#context.players.forget(this.#denied);
    this.#denied = undefined;
    return this.#denial.hide();
  }
}
