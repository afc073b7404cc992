import { isRefusal, type Refusal } from '../../src/domain/refusals.ts';
import type { Granted } from '../../src/domain/renewal.ts';
import { renewAfter } from '../../src/http/views.ts';
import type { PassCollector } from './pass-collector.ts';

interface Playing {
  readonly startedAt: number;
  /** When its player renews next; undefined: it was stopped. */
  renewsAt: number | undefined;
  until: number;
}

const MINUTE = 60_000;

/** Viewers of one user, whose players renew when they are told, and stop what they leave. Times are in milliseconds. */
export class PassHousehold {
  readonly #client: PassCollector;
  readonly #limit: number;
  readonly #sessions = new Map<string, Playing>();
  readonly #devices = new Map<number, string>();
  #count = 0;

  constructor(client: PassCollector, limit: number) {
    this.#client = client;
    this.#limit = limit;
  }

  get #now(): number {
    return this.#client.table.clock.now();
  }

  /** The session that plays on a device. */
  on = (device: number): string | undefined => this.#devices.get(device);

  /** All that is on plays on for so long. */
  async watch(seconds: number): Promise<void> {
    const end = this.#now + seconds * 1000;
    for (;;) {
      const due = [...this.#sessions].filter(([, { renewsAt = end }]) => renewsAt < end);
      const [first] = due.sort(([, a], [, b]) => (a.renewsAt ?? 0) - (b.renewsAt ?? 0));
      if (first === undefined) break;
      const [session, playing] = first;
      this.#client.table.clock.pass(Math.max(0, (playing.renewsAt ?? end) - this.#now) / 1000);
      this.#took(playing, await this.#client.renew(0, session));
    }
    this.#client.table.clock.pass((end - this.#now) / 1000);
  }

  /**
   * Whether a start is within what is promised: of the sessions that hold a slot or a valid pass, at most the limit are
   * older than a minute, and in the last minute at most twice the limit were started, with this one.
   */
  mayStart(): boolean {
    const all = [...this.#sessions.values()];
    const young = all.filter(({ startedAt }) => startedAt > this.#now - MINUTE).length + 1;
    const old = all.filter(
      ({ startedAt, renewsAt, until }) =>
        startedAt <= this.#now - MINUTE && (renewsAt !== undefined || until > this.#now),
    );
    return young <= 2 * this.#limit && old.length <= this.#limit;
  }

  /** Stops what is on, and starts something else under a new session. */
  async change(device: number, replace: 'others' | readonly string[] = []): Promise<Granted | Refusal> {
    await this.off(device);
    return this.#start(device, `${device}-${this.#count}`, replace);
  }

  /** A page that is loaded anew keeps its session, whether it could still stop that or not. */
  async reload(device: number, stops: boolean): Promise<Granted | Refusal> {
    const session = this.on(device) ?? '';
    if (stops) await this.off(device);
    return this.#start(device, session, []);
  }

  /** Shows something else under the same session. */
  async zap(device: number): Promise<Granted | Refusal> {
    const session = this.on(device) ?? '';
    const playing = this.#sessions.get(session);
    const result = await this.#client.renew(0, session, this.#nextChannel());
    if (playing !== undefined && !isRefusal(result)) this.#took(playing, result);
    return result;
  }

  /** Starts on a device, under a new session, what ends on another: there its session gives way. */
  async cast(from: number, to: number): Promise<Granted | Refusal> {
    const session = this.on(from);
    this.#devices.delete(from);
    return this.#start(to, `${to}-${this.#count}`, session === undefined ? [] : [session]);
  }

  async #start(device: number, session: string, replace: 'others' | readonly string[]): Promise<Granted | Refusal> {
    const result = await this.#client.start(0, { session, stream: this.#nextChannel(), replace });
    const playing: Playing = { startedAt: this.#now, renewsAt: undefined, until: 0 };
    if (!isRefusal(result)) {
      for (const [other, left] of this.#sessions) {
        if (replace === 'others' || replace.includes(other)) left.renewsAt = undefined;
      }
      this.#devices.set(device, session);
      this.#sessions.set(session, playing);
      this.#took(playing, result);
    }
    return result;
  }

  #nextChannel = (): string => `channel-${++this.#count % 5}`;

  async off(device: number): Promise<void> {
    const session = this.#devices.get(device);
    const playing = session === undefined ? undefined : this.#sessions.get(session);
    if (session === undefined || playing?.renewsAt === undefined) return;
    await this.#client.stop(0, session);
    playing.renewsAt = undefined;
  }

  /** The back office ended all. */
  async revoke(): Promise<void> {
    await this.#client.revoke(0);
    for (const playing of this.#sessions.values()) playing.renewsAt = undefined;
  }

  #took(playing: Playing, result: Granted | Refusal): void {
    if (isRefusal(result)) throw new Error(`Refused: ${result.refusal}`);
    const { lease, now, passUntil = 0 } = result;
    const seconds = renewAfter(lease, now, { rules: this.#client.rules, random: () => 0 }, passUntil);
    playing.renewsAt = now + seconds * 1000;
    playing.until = Math.max(playing.until, passUntil);
  }
}
