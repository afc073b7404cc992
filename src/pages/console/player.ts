import { Refusal } from './refusal.ts';
import type { Ending, Lease } from './wire.ts';

/** What a player needs besides its lease. */
export interface World {
  readonly renew: (id: string, session: string) => Promise<Lease>;
  /** The server's time, in epoch milliseconds. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** @returns what calls it off */
  readonly after: (ms: number, run: () => void) => () => void;
}

/**
 * `retrying`: the last renewal had no good answer, and the lease still lasts. `ended`: the service says that the lease is
 * gone. `refused`: it does not take the renewal, and never will. `lost`: no good answer came until the lease had run out.
 */
export type PlayerState = 'playing' | 'retrying' | 'crashed' | 'stopped' | 'ended' | 'refused' | 'lost';

const GONE = [404, 410];
const FUTILE = [400, 403, 413, 415];

const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 15_000;

/** Keeps a lease as the player of a streaming service should: it renews when it was told to, and persists as long as that can help. */
export class Player {
  readonly id: string;
  readonly session: string;
  readonly stream: string;
  readonly device: string;
  readonly #world: World;
  readonly #changed: (player: Player) => void;
  #state: PlayerState = 'playing';
  #expiresAt = 0;
  #renewsAt = 0;
  #leaseMs = 0;
  #ending: Ending = { reason: 'unknown' };
  #failures = 0;
  #cancel = () => {};

  constructor(world: World, lease: Lease, device: string, changed: (player: Player) => void) {
    this.id = lease.id;
    this.session = lease.session;
    this.stream = lease.stream;
    this.device = device;
    this.#world = world;
    this.#changed = changed;
    this.#hold(lease);
  }

  get state(): PlayerState {
    return this.#state;
  }

  /** When the lease runs out if it is not renewed, in epoch milliseconds. */
  get expiresAt(): number {
    return this.#expiresAt;
  }

  /** When it renews next, in epoch milliseconds. */
  get renewsAt(): number {
    return this.#renewsAt;
  }

  /** How long the lease lasts from its last renewal, in milliseconds. */
  get leaseMs(): number {
    return this.#leaseMs;
  }

  /** Why it has lost its lease, once it has. */
  get ending(): Ending {
    return this.#ending;
  }

  get isAlive(): boolean {
    return this.#state === 'playing' || this.#state === 'retrying';
  }

  /** Ends it without a word to the service, as a power cut does: the lease stays until it runs out. */
  crash(): void {
    this.#end('crashed');
  }

  /** Ends it; who calls this also gives the lease back. */
  stop(): void {
    this.#end('stopped');
  }

  #hold({ expiresAt, renewAfter }: Lease): void {
    this.#expiresAt = Date.parse(expiresAt);
    this.#renewsAt = this.#world.now() + renewAfter * 1000;
    this.#leaseMs = this.#expiresAt - this.#world.now();
    this.#failures = 0;
    this.#become('playing');
    this.#cancel = this.#world.after(renewAfter * 1000, () => this.#renew());
  }

  async #renew(): Promise<void> {
    try {
      const lease = await this.#world.renew(this.id, this.session);
      if (this.isAlive) this.#hold(lease);
    } catch (error) {
      if (this.isAlive) this.#retry(error);
    }
  }

  #retry(error: unknown): void {
    const { status, retryAfter } = error instanceof Refusal ? error : new Refusal(0, {});
    const left = this.#expiresAt - this.#world.now();
    if (error instanceof Refusal) this.#ending = { ...error.problem, reason: error.problem.reason ?? 'unknown' };
    if (GONE.includes(status)) this.#end('ended');
    else if (FUTILE.includes(status)) this.#end('refused');
    else if (left <= 0) this.#end('lost');
    else this.#tryAgain(left, retryAfter);
  }

  /** @param left how long the lease lasts, in milliseconds: the last attempt is at its end */
  #tryAgain(left: number, retryAfter: number): void {
    // Half of it by chance, so that players that failed together do not come back together.
    const backoff =
      Math.min(FIRST_RETRY_MS * 2 ** this.#failures++, LONGEST_RETRY_MS) * (1 + this.#world.random()) * 0.5;
    this.#become('retrying');
    this.#cancel = this.#world.after(Math.min(Math.max(backoff, retryAfter * 1000), left), () => this.#renew());
  }

  #end(state: PlayerState): void {
    if (!this.isAlive) return;
    this.#cancel();
    this.#become(state);
  }

  #become(state: PlayerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#changed(this);
  }
}
