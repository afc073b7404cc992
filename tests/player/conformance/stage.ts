import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { LEASE_MS, RENEW_AFTER_SECONDS } from '../support/service.ts';
import { ClientProcess, type Standing } from './client.ts';
import { type Fate, ScriptedService, type Sent } from './service.ts';

export { LEASE_MS };
export const RENEW_MS = RENEW_AFTER_SECONDS * 1000;
export const USER = '001';
const STEP_MS = 1000;
/** How long a client may take for what needs no time on its clock, in milliseconds of real time. */
const SETTLE_MS = 10_000;
/** A client that sends more than this without any time between asks in a loop. */
const MOST_AT_ONCE = 20;

export interface Scenario {
  /** What must hold, in a sentence. */
  readonly name: string;
  /** The rules of docs/writing-a-player.md that it is about. */
  readonly rules: string;
  readonly play: (stage: Stage) => Promise<void>;
}

export interface Opening {
  readonly user?: string;
  readonly whenUnreachable?: 'play' | 'stop';
  readonly device?: string;
  readonly tokens?: readonly { readonly token: string; readonly expiresIn?: number }[];
}

/**
 * One client, the service and the clocks. Each method does one thing, and waits until all that follows at once has
 * happened.
 */
export class Stage {
  /** The clock that only runs forward, in milliseconds. */
  now = 1000;
  /** What the device's own clock is ahead of it, in milliseconds. */
  wrongBy = Date.UTC(2026, 10, 24, 20);
  readonly service = new ScriptedService(this);
  readonly #command: readonly string[];
  readonly #storage: string;
  #url = '';
  #client: ClientProcess | undefined;

  constructor(command: readonly string[], storage: string) {
    this.#command = command;
    this.#storage = storage;
  }

  async open({ whenUnreachable = 'stop', ...more }: Opening = {}): Promise<Standing> {
    this.#url ||= await this.service.listen();
    this.#client = new ClientProcess(this.#command);
    return this.#do('open', { url: this.#url, user: USER, storage: this.#storage, whenUnreachable, ...more });
  }

  start = (stream: string, replace?: readonly string[]) => this.#do('start', { stream, ...(replace && { replace }) });
  stop = () => this.#do('stop');
  wake = () => this.#do('wake');
  online = () => this.#do('online');
  look = () => this.#do('look');
  picture = (is: 'paused' | 'ended' | 'standing' | 'moving') => this.#do('picture', { is });

  /** @param step how often the client's timers may run meanwhile, in milliseconds */
  async pass(ms: number, step = STEP_MS): Promise<Standing> {
    const end = this.now + ms;
    while (this.now < end) {
      this.now = Math.min(end, this.now + step);
      await this.#do('time');
    }
    return this.look();
  }

  /** The device sleeps: no timer runs. @param counted whether the clock that runs forward goes on */
  sleep(ms: number, counted: boolean): void {
    if (counted) this.now += ms;
    else this.wrongBy += ms;
  }

  /** Time passes while no app is open. */
  leaveClosed(ms: number): void {
    this.now += ms;
  }

  async close(): Promise<void> {
    await this.#say('close');
    await this.#client?.ended();
  }

  crash(): void {
    this.#client?.kill();
  }

  /** Ends all of it, whatever came of it. */
  clear(): void {
    this.#client?.kill();
    this.service.close();
    rmSync(this.#storage, { force: true });
  }

  /** From now on this becomes of each request. */
  answer(fate: Fate): void {
    this.service.fate = () => fate;
  }

  /** Others take so many slots: three are all. */
  takeSlots(count: number): void {
    for (const session of ['tv', 'phone', 'tablet'].slice(0, count)) this.service.api.take(session);
  }

  /** All that was sent of a kind, in its order. */
  sent = (endpoint: string): Sent[] => this.service.of(endpoint);
  starts = (): Sent[] => this.sent('requeststream');
  renewals = (): Sent[] => this.sent('renewstream');
  stops = (): Sent[] => this.sent('stopstream');

  /** Checks the state, and whether the picture may move. */
  async is(state: string, mayPlay = ['playing', 'uncertain'].includes(state)): Promise<Standing> {
    const standing = await this.look();
    assert.deepEqual([standing.state, standing.mayPlay], [state, mayPlay], 'state and mayPlay');
    return standing;
  }

  async #do(command: string, more: object = {}): Promise<Standing> {
    let standing = await this.#say(command, more);
    const deadline = Date.now() + SETTLE_MS;
    const { sent } = this.service;
    const before = sent.length;
    while (standing.pending > this.service.unanswered) {
      if (sent.length > before + MOST_AT_ONCE) throw new Error(`after ${command}, it asks in a loop`);
      if (Date.now() > deadline) throw new Error(`after ${command}, ${standing.pending} requests stay under way`);
      await sleep(1);
      standing = await this.#say('look');
    }
    return standing;
  }

  #say(command: string, more: object = {}): Promise<Standing> {
    const { now, wrongBy } = this;
    if (!this.#client) throw new Error('The app is not open.');
    return this.#client.say({ do: command, now, wall: now + wrongBy, ...more });
  }
}
