import type { StartOptions } from '../../../player/src/types.ts';
import { titleOf } from './catalogue.ts';
import type { Context } from './context.ts';
import { Denial } from './denial.ts';
import { part } from './dom.ts';
import type { Playing } from './playing.ts';
import { StartForm } from './start-form.ts';
import type { Stream, Streams } from './wire.ts';

export interface ViewerEvents {
  /** Runs an action, and then reads the streams. */
  readonly run: (action: () => Promise<void>) => Promise<void>;
  /** Called with the end of a block, in epoch milliseconds; 0 if it is unknown. */
  readonly blocked: (until: number) => void;
}

/** The viewer's part of a card: starts and stops players, and chooses which stream ends when all slots are in use. */
export class Viewer {
  readonly #context: Context;
  readonly #id: string;
  readonly #form: StartForm;
  readonly #denial: Denial;
  readonly #events: ViewerEvents;
  /** The denied player, while the viewer chooses. */
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

  /** Shows the live streams. A denial ends when a slot becomes free. */
  show({ activeStreams, limit, streams, policies = [] }: Streams): void {
    this.#form.askForTags(policies.length > 0);
    if (!this.#denied) return;
    const { denial } = this.#denied;
    const offered =
      denial?.reason === 'stream-limit-reached' && denial.policy !== undefined ? denial.sessions : undefined;
    // A policy has room again once one of the sessions in its denial has ended.
    const isFull =
      offered === undefined
        ? activeStreams >= limit
        : offered.every((session) => streams.some((stream) => stream.session === session));
    if (isFull) return;
    if (this.#giveUp()) this.focus();
    this.#context.say('A slot has come free.');
  }

  /** Called when a player of this user changes its state. */
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
    // A player without an answer asks again; no second player is made.
    const before = players.of(this.#id).find((player) => player.state === 'unreachable' && player.device === device);
    if (before?.stream === stream) before.wake();
    else await players.add(this.#id, device).start(stream, tags);
  }

  async #takeOver(session: string): Promise<void> {
    const player = this.#denied;
    this.#denied = undefined;
    this.#denial.hide();
    const denial = player?.denial;
    const offered = denial?.reason === 'stream-limit-reached' ? (denial.sessions ?? []) : [];
    // If ending one session is not enough for the policy, end all that the denial names.
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

  /**
   * Drops the denied start.
   * @returns whether the denial had the focus
   */
  #giveUp(): boolean {
    if (this.#denied) this.#context.players.forget(this.#denied);
    this.#denied = undefined;
    return this.#denial.hide();
  }
}
