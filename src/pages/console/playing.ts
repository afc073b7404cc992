import { createPlayer } from '../../../player/src/index.ts';
import type { Denial, Ending, Fault, Lease, StartOptions, State, StreamPlayer } from '../../../player/src/types.ts';
import type { Api } from './api.ts';
import type { ServerClock } from './server-clock.ts';

/** `crashed`: it ended without a request to the service. The others are the package's own. */
export type PlayingState = State | 'crashed';

/** Called when the state of a player changes. */
export type Changed = (player: Playing, previous: State) => void;

interface Identity {
  readonly id: string;
  readonly session: string;
  readonly device: string;
}

/** A player of `@streamgate/player`, with the state that the page shows. */
export class Playing implements Identity {
  readonly id: string;
  readonly session: string;
  readonly device: string;
  readonly #clock: ServerClock;
  readonly #changed: Changed;
  readonly #player: StreamPlayer;
  #crashed = false;
  #stream = '';
  #expiresAt = 0;
  #renewsAt = 0;
  #leaseMs = 0;
  /** The latest denial. */
  denial: Denial | undefined;
  ending: Ending | undefined;
  fault: Fault | undefined;

  constructor(api: Api, clock: ServerClock, { id, session, device }: Identity, changed: Changed) {
    this.id = id;
    this.session = session;
    this.device = device;
    this.#clock = clock;
    this.#changed = changed;
    // Each player acts as its own device, so it must not continue a session of another one on this page.
    this.#player = createPlayer({
      url: new URL('.', location.href).href,
      user: id,
      session,
      device,
      fetch: api.fetch,
      token: api.tokens(),
    });
    this.#player.addEventListener('lease', ({ detail }) => this.#hold(detail));
    this.#player.addEventListener('denied', ({ detail }) => this.#tell({ denial: detail }));
    this.#player.addEventListener('ended', ({ detail }) => this.#tell({ ending: detail }));
    this.#player.addEventListener('failed', ({ detail }) => this.#tell({ fault: detail }));
    this.#player.addEventListener('statechange', ({ detail: { state, previous } }) => {
      // These states have their own event, which has the reason.
      if (!['denied', 'ended', 'failed', 'stopped'].includes(state)) this.#changed(this, previous);
    });
  }

  /** For the picture. */
  get player(): StreamPlayer {
    return this.#player;
  }

  get state(): PlayingState {
    return this.#crashed ? 'crashed' : this.#player.state;
  }

  get stream(): string {
    return this.#stream;
  }

  /** When the lease ends, in epoch milliseconds of the server's clock. */
  get expiresAt(): number {
    return this.#expiresAt;
  }

  /** When it renews next, in epoch milliseconds of the server's clock. */
  get renewsAt(): number {
    return this.#renewsAt;
  }

  /** How long the lease lasts from its last renewal, in milliseconds. */
  get leaseMs(): number {
    return this.#leaseMs;
  }

  get isAlive(): boolean {
    return ['asking', 'playing', 'uncertain', 'unreachable'].includes(this.state);
  }

  /**
   * Requests a stream; again, if it is already waiting for one.
   * @returns after an answer, or after a while without one
   */
  async start(stream: string, tags?: StartOptions['tags']): Promise<void> {
    this.#stream = stream;
    await this.#player.start(stream, tags && { tags });
  }

  /**
   * @param sessions that may end, as few as needed, in this order
   * @returns as `start`
   */
  async takeOver(...sessions: readonly string[]): Promise<void> {
    await this.#player.takeOver(...sessions);
  }

  /** Renews now, because the page has learnt from the service that the lease is gone. */
  wake(): void {
    this.#player.wake(true);
  }

  /** Stops the stream, which frees its slot. */
  stop(): Promise<void> {
    return this.#player.stop();
  }

  /** Ends it without a request, like a power cut: the lease stays until it expires. */
  crash(): void {
    this.#crashed = true;
    this.#player.abandon();
  }

  #hold({ expiresAt, renewAfter }: Lease): void {
    const now = this.#clock.now();
    this.#expiresAt = Date.parse(expiresAt);
    this.#renewsAt = now + renewAfter * 1000;
    this.#leaseMs = this.#expiresAt - now;
  }

  #tell(reason: Pick<Partial<Playing>, 'denial' | 'ending' | 'fault'>): void {
    Object.assign(this, reason);
    this.#changed(this, 'asking');
  }
}
