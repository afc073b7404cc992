import { HABITS } from './habits.ts';
import type { Setting } from './settings.ts';

type Kind = 'start' | 'renew' | 'switch' | 'stop';

/** What an evening came to. */
export class Tally {
  readonly #start: number;
  readonly #requests: Record<Kind, number> = { start: 0, renew: 0, switch: 0, stop: 0 };
  /** Renewals in each ten seconds. */
  readonly #renewals: number[] = [];
  readonly #ghosts = new Map<string, { from: number; until: number }>();
  #ghostMs = 0;
  #ghostCount = 0;
  #watchedMs = 0;
  #denied = 0;
  #wronglyDenied = 0;
  #granted = 0;
  #grantedFull = 0;

  constructor(start: number) {
    this.#start = start;
  }

  request(kind: Kind, now: number): void {
    this.#requests[kind]++;
    if (kind !== 'renew') return;
    const slot = Math.floor((now - this.#start) / 10_000);
    this.#renewals[slot] = (this.#renewals[slot] ?? 0) + 1;
  }

  /** Of all kinds, so far. */
  get requests(): number {
    return Object.values(this.#requests).reduce((a, b) => a + b, 0);
  }

  /** @param seconds until the next renewal: who was full, was so for about as long */
  granted(seconds: number, full: boolean): void {
    this.#granted += seconds;
    if (full) this.#grantedFull += seconds;
  }

  denied(wrongly: boolean): void {
    this.#denied++;
    if (wrongly) this.#wronglyDenied++;
  }

  watched(milliseconds: number): void {
    this.#watchedMs += milliseconds;
  }

  /** A session died and left a lease that lasts until then. */
  ghost(session: string, from: number, until: number): void {
    this.#ghosts.set(session, { from, until });
    this.#ghostCount++;
  }

  /** It came back to its lease. */
  ghostEnds(session: string, now: number): void {
    const ghost = this.#ghosts.get(session);
    if (ghost === undefined) return;
    this.#ghosts.delete(session);
    this.#ghostMs += Math.max(0, Math.min(now, ghost.until) - ghost.from);
  }

  report(
    setting: Setting,
    { writes, refused, reads }: { writes: number; refused: number; reads: number },
    end: number,
  ) {
    for (const [session, { until }] of this.#ghosts) this.ghostEnds(session, Math.min(until, end));
    const hours = this.#watchedMs / 3_600_000;
    // From the kick-off to the end of the match.
    const from = (HABITS.kickOff.afterHours * 3600) / 10;
    const slots = (HABITS.kickOff.matchMinutes * 60) / 10;
    const match = Array.from({ length: slots }, (_, i) => this.#renewals[from + i] ?? 0);
    const mean = match.reduce((a, b) => a + b, 0) / slots;
    return {
      setting,
      streamHours: hours,
      requests: this.#requests,
      requestsAStreamHour: this.requests / hours,
      writesAStreamHour: writes / hours,
      decisionsAStreamHour: (this.#requests.start + this.#requests.stop) / hours,
      /** Writes that were refused, and followed by another or by a denial. */
      refusedAStreamHour: refused / hours,
      readsAStreamHour: reads / hours,
      fullPercent: (100 * this.#grantedFull) / this.#granted,
      ghosts: this.#ghostCount,
      /** Slots held by the dead. */
      ghostMinutesAStreamHour: this.#ghostMs / 60_000 / hours,
      starts: this.#requests.start,
      denied: this.#denied,
      wronglyDeniedIn10000: (10_000 * this.#wronglyDenied) / this.#requests.start,
      peakRenewals: Math.max(...match) / 10,
      meanRenewals: mean / 10,
      peakOverMean: Math.max(...match) / mean,
    };
  }
}

export type Outcome = ReturnType<Tally['report']>;
