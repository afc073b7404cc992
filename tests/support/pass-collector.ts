import { createUser } from '../../src/domain/creation.ts';
import type { Deps } from '../../src/domain/deps.ts';
import { isRefusal } from '../../src/domain/refusals.ts';
import { removeUser } from '../../src/domain/removal.ts';
import { type Granted, renewStream } from '../../src/domain/renewal.ts';
import { revokeStreams } from '../../src/domain/revoke.ts';
import type { Rules } from '../../src/domain/rules.ts';
import { requestStream, type StreamRequest } from '../../src/domain/start.ts';
import { stopStream } from '../../src/domain/stop.ts';
import type { TestTable } from './table.ts';

/** A pass that a client got, and keeps whatever becomes of its lease. Times are in epoch milliseconds. */
interface Pass {
  readonly session: string;
  readonly stream: string;
  readonly at: number;
  readonly until: number;
}

/** How far the clocks of the instances are from the right one, in milliseconds. */
export const SKEWS: readonly number[] = [0, -3000, 2000];
const AHEAD_MS = Math.max(...SKEWS);

/**
 * A client that keeps each pass it ever got, and knows nothing of how the service counts them. Every request goes to an
 * instance with a clock of its own.
 */
export class PassCollector {
  readonly passes: Pass[] = [];
  /** When each session began its stream, by what the client sent. */
  readonly #shown = new Map<string, { stream: string; since: number }>();
  readonly refusals = new Map<string, number>();

  readonly table: TestTable;
  readonly id: string;
  readonly rules: Rules;

  constructor(table: TestTable, id: string, rules: Rules) {
    this.table = table;
    this.id = id;
    this.rules = rules;
  }

  #deps(instance: number): Deps {
    const skew = SKEWS[instance % SKEWS.length] ?? 0;
    return { ...this.table.deps, rules: this.rules, now: () => this.table.clock.now() + skew };
  }

  create = (instance = 0) => createUser(this.#deps(instance), { id: this.id, name: 'x', subscription: 'basic plan' });

  async start(instance: number, request: Omit<StreamRequest, 'id'> & { readonly session: string }) {
    const result = await requestStream(this.#deps(instance), { id: this.id, ...request });
    this.#keep(result);
    return result;
  }

  async renew(instance: number, session: string, stream?: string) {
    const result = await renewStream(this.#deps(instance), { id: this.id, session, stream });
    this.#keep(result);
    return result;
  }

  async stop(instance: number, session: string) {
    await stopStream(this.#deps(instance), { id: this.id, session });
    this.#shown.delete(session);
  }

  async revoke(instance: number) {
    await revokeStreams(this.#deps(instance), { id: this.id });
    this.#shown.clear();
  }

  async remove(instance: number) {
    await removeUser(this.#deps(instance), this.id);
    this.#shown.clear();
  }

  #keep(result: Granted | object) {
    if (isRefusal(result)) {
      this.refusals.set(result.refusal, (this.refusals.get(result.refusal) ?? 0) + 1);
      return;
    }
    const { lease, passUntil, now } = result as Granted;
    if (passUntil === undefined) throw new Error('An answer without a pass');
    const { session, stream } = lease;
    const shown = this.#shown.get(session);
    const began = shown?.stream === stream ? shown.since : now;
    this.#shown.set(session, { stream, since: began });
    this.passes.push({ session, stream, at: now, until: passUntil });
    const young = (this.rules.passes?.youngSeconds ?? 0) * 1000;
    const most = Math.min(lease.expiresAt, now + Math.max(young, now - began + 2 * AHEAD_MS + 6000));
    if (passUntil > most) throw new Error(`The pass of ${session} ends ${passUntil - most} ms too late.`);
  }

  /** By the clock that is furthest ahead: how many sessions hold a pass that is valid. */
  valid(): number {
    const now = this.table.clock.now() + AHEAD_MS;
    return new Set(this.passes.filter(({ until }) => until > now).map(({ session }) => session)).size;
  }

  /** The sessions that hold a slot, as the item has it. */
  async held(): Promise<string[]> {
    return Object.keys((await this.table.item(this.id))?.streams ?? {});
  }
}
