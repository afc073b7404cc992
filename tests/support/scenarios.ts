import { LEASE_MS, type Operation, type Settings } from './operations.ts';
import { SPARE_MS } from './steps.ts';

/** A few operations on one user: some at the same time, and then others one after the other. */
export interface Scenario {
  /** One after the other, before. */
  readonly before: readonly Operation[];
  readonly together?: readonly Operation[];
  /** One after the other, each when all before it are answered. */
  readonly then?: readonly Operation[];
  /** Also every schedule in which one attempt loses its answer, after the engine has done it. */
  readonly lostAnswer?: boolean;
  /** Unless this is false: also every schedule in which one write comes to the engine once more. */
  readonly late?: boolean;
}

export const T = Date.parse('2026-11-23T12:00:00Z');
export const LATER = T + LEASE_MS;

export const limits = { standard: 3, byPlan: new Map() };

export const create = (now = T): Operation => ({ kind: 'create', subscription: 'basic plan', now, limits });
export const remove = (now = T): Operation => ({ kind: 'remove', now, limits });
export const admit = (session: string, now = T, stream = session): Operation => ({
  kind: 'request',
  session,
  stream,
  now,
  limits,
});
export const replace = (session: string, victims: readonly string[], now: number): Operation => ({
  kind: 'request',
  session,
  stream: session,
  device: 'Television',
  replace: victims,
  now,
  limits,
});
/** Ends all other sessions. */
export const others = (session: string, now: number, stream = session): Operation => ({
  kind: 'request',
  session,
  stream,
  replace: 'others',
  now,
  limits,
});
/** Whose token says what the subscription is. */
export const claim = (session: string, subscription: string, now: number, victims?: readonly string[]): Operation => ({
  kind: 'request',
  session,
  stream: session,
  claim: subscription,
  ...(victims === undefined ? {} : { replace: victims }),
  now,
  limits,
});
export const renew = (session: string, now = T, stream?: string): Operation => ({
  kind: 'renew',
  session,
  stream,
  now,
  limits,
});
export const stop = (session: string, now = T): Operation => ({ kind: 'stop', session, now, limits });
export const revoke = (now: number, blockMs?: number): Operation => ({
  kind: 'revoke',
  ...(blockMs === undefined ? {} : { blockMs }),
  now,
  limits,
});

/** By an instance that is set so. */
export const set = (operation: Operation, settings: Partial<Settings>): Operation => ({ ...operation, ...settings });
export const long = (operation: Operation): Operation => set(operation, { spareMs: SPARE_MS });

export const one = [create(T - 3)];
export const two = [create(T - 3), admit('a', T - 2), admit('b', T - 1)];
/** At `LATER` all three have expired; a millisecond before, all but the last. */
export const full = [...two, admit('c', T)];
