import type { Deps } from '../../../src/domain/deps.ts';
import { isRefusal } from '../../../src/domain/refusals.ts';
import { type Granted, renewStream } from '../../../src/domain/renewal.ts';
import { requestStream } from '../../../src/domain/start.ts';
import { stopStream } from '../../../src/domain/stop.ts';
import { liveLeases, type Tags } from '../../../src/domain/user.ts';
import { renewAfter } from '../../../src/http/views.ts';
import { HABITS } from './habits.ts';
import type { Hits } from './hits.ts';
import type { Tally } from './tally.ts';
import type { Timeline } from './timeline.ts';

/** What the devices of one user have in common. */
export interface Household {
  readonly id: string;
  readonly limit: number;
  /** How many of them really watch now. */
  watching: number;
}

export interface World {
  readonly timeline: Timeline;
  readonly random: () => number;
  readonly deps: Deps;
  readonly tally: Tally;
  readonly household: Household;
  readonly keepsSession: boolean;
  /** What a viewing of the device of this number is; undefined: there are no policies. */
  readonly kindOf?: ((index: number) => Tags) | undefined;
  readonly hits: Hits;
}

/** A television, phone or laptop on an evening, with a player that does what the README asks of players. */
export class Device {
  readonly #world: World;
  readonly #name: string;
  readonly #index: number;
  #tags: Tags | undefined;
  #sessions = 0;
  #session = '';
  /** Counts its beginnings and ends: what was planned before the last of them does not happen. */
  #chapter = 0;
  #playing = false;
  #since = 0;
  #expiresAt = 0;

  /** @param index among those of its household */
  constructor(world: World, index: number, name: string) {
    this.#world = world;
    this.#index = index;
    this.#name = name;
  }

  /** Comes for the match, or at some time of the evening. */
  live(): void {
    const { timeline, random } = this.#world;
    const { share, afterHours, minutes, matchMinutes } = HABITS.kickOff;
    if (random() < share) {
      timeline.in(afterHours * 3600 + random() * minutes * 60, () => this.#begin(matchMinutes * 60));
    } else
      timeline.in(random() * HABITS.comeWithinHours * 3600, () => this.#begin(this.#mean(HABITS.viewingMinutes * 60)));
  }

  /** Somebody sits down to watch for so many seconds. */
  #begin(seconds: number): Promise<void> {
    this.#newSession();
    this.#tags = this.#world.kindOf?.(this.#index);
    return this.#start(seconds, HABITS.denied.again);
  }

  async #start(seconds: number, again: number): Promise<void> {
    const { timeline, deps, tally, household, hits } = this.#world;
    tally.request('start', timeline.now);
    const answer = await requestStream(deps, {
      id: household.id,
      stream: this.#channel(),
      session: this.#session,
      device: 'Living room television',
      tags: this.#tags,
    });
    hits.start(household.id, isRefusal(answer) ? [] : answer.wouldDeny);
    if (isRefusal(answer)) {
      if (answer.refusal !== 'stream-limit-reached') throw new Error(`A start ended in ${answer.refusal}.`);
      tally.denied(household.watching < household.limit);
      const { seconds: pause } = HABITS.denied;
      if (again > 0) timeline.in(this.#mean(pause), () => this.#start(seconds, again - 1));
      else this.#pause();
      return;
    }
    tally.ghostEnds(this.#key(), timeline.now);
    this.#watch(answer, seconds);
  }

  #watch(granted: Granted, seconds: number): void {
    const { timeline, household } = this.#world;
    this.#playing = true;
    this.#chapter++;
    household.watching++;
    this.#granted(granted);
    this.#zap();
    this.#later(seconds, () => this.#stop());
    this.#fate(seconds);
    this.#since = timeline.now;
  }

  /** What may come between a viewing and its good end. */
  #fate(seconds: number): void {
    const { timeline, random } = this.#world;
    const { crash, unplugged, asleep } = HABITS;
    const dice = random();
    const when = random() * seconds;
    if (dice < crash.share) {
      this.#later(when, () => {
        this.#vanish();
        timeline.in(this.#mean(crash.backAfter), () => {
          if (!this.#world.keepsSession) this.#newSession();
          return this.#start(seconds - when, HABITS.denied.again);
        });
      });
    } else if (dice < crash.share + unplugged) {
      this.#later(when, () => {
        this.#vanish();
        this.#pause();
      });
    } else if (dice < crash.share + unplugged + asleep.share) {
      this.#later(when, () => {
        this.#vanish();
        timeline.in(this.#mean(asleep.minutes * 60), () => this.#wake(seconds - when));
      });
    }
  }

  /** Gone without a word; the lease lasts on. */
  #vanish(): void {
    const { timeline, tally } = this.#world;
    this.#end();
    tally.ghost(this.#key(), timeline.now, this.#expiresAt);
  }

  /** A laptop is opened: its player renews as if nothing had been, and asks anew if the lease is gone. */
  async #wake(seconds: number): Promise<void> {
    const { timeline, deps, tally, household } = this.#world;
    tally.request('renew', timeline.now);
    const answer = await renewStream(deps, { id: household.id, session: this.#session });
    if (isRefusal(answer)) {
      if (answer.refusal !== 'stream-ended') throw new Error(`A renewal ended in ${answer.refusal}.`);
      return this.#start(seconds, HABITS.denied.again);
    }
    tally.ghostEnds(this.#key(), timeline.now);
    this.#watch(answer, seconds);
  }

  async #renew(stream?: string): Promise<void> {
    const { timeline, deps, tally, household } = this.#world;
    tally.request(stream === undefined ? 'renew' : 'switch', timeline.now);
    const answer = await renewStream(deps, { id: household.id, session: this.#session, stream });
    if (isRefusal(answer)) throw new Error(`Who renewed in time was told ${answer.refusal}.`);
    this.#granted(answer);
  }

  #granted({ user, lease, limit, now }: Granted): void {
    const { deps, tally } = this.#world;
    this.#expiresAt = lease.expiresAt;
    const seconds = renewAfter(lease, now, deps);
    tally.granted(seconds, liveLeases(user, now).length >= limit);
    const turn = ++this.#turn;
    this.#later(seconds, () => (turn === this.#turn ? this.#renew() : undefined));
  }

  /** Of the planned renewals, only the last one counts: a change of channel renews, too. */
  #turn = 0;

  #zap(): void {
    const { share, channels, seconds } = HABITS.zapping;
    if (this.#world.random() >= share) return;
    const times = Math.round(this.#mean(channels));
    for (let i = 1; i <= times; i++) this.#later(i * seconds, () => this.#renew(this.#channel()));
  }

  async #stop(): Promise<void> {
    const { timeline, deps, tally, household } = this.#world;
    this.#end();
    tally.request('stop', timeline.now);
    const answer = await stopStream(deps, { id: household.id, session: this.#session });
    if (isRefusal(answer)) throw new Error(`A stop ended in ${answer.refusal}.`);
    this.#pause();
  }

  /** The evening is over while this device plays on. */
  count(): void {
    this.#end();
  }

  /** The next viewing, if the evening is long enough. */
  #pause(): void {
    const { timeline } = this.#world;
    timeline.in(this.#mean(HABITS.pauseMinutes * 60), () => this.#begin(this.#mean(HABITS.viewingMinutes * 60)));
  }

  /** The viewing is over; so is what was planned for it. */
  #end(): void {
    const { timeline, tally, household } = this.#world;
    if (!this.#playing) return;
    this.#playing = false;
    this.#chapter++;
    household.watching--;
    tally.watched(timeline.now - this.#since);
  }

  /** Unless this viewing has ended by then. */
  #later(seconds: number, act: () => Promise<void> | void | undefined): void {
    const chapter = this.#chapter;
    this.#world.timeline.in(seconds, () => (chapter === this.#chapter ? act() : undefined));
  }

  #newSession(): void {
    this.#session = `${this.#name}-${this.#sessions++}`;
  }

  #key = () => `${this.#world.household.id} ${this.#session}`;
  #channel = () => `channel_${Math.floor(this.#world.random() * 100)}`;
  #mean = (value: number) => -Math.log(1 - this.#world.random()) * value;
}
