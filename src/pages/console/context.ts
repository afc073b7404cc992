import type { Api } from './api.ts';
import type { Players } from './players.ts';
import { Refusal } from './refusal.ts';
import type { ServerClock } from './server-clock.ts';

/** What every part of the page works with. */
export interface Context {
  readonly api: Api;
  readonly clock: ServerClock;
  readonly players: Players;
  /** Whether the token, if there is one, lets its bearer end the streams of others. */
  readonly mayRevoke: () => boolean;
  /** Tells what has happened, also to a screen reader. */
  readonly say: (text: string) => void;
}

/** The error, for a person; with the request's id for the log if it was the service's fault. */
export function explain(error: unknown): string {
  if (!(error instanceof Refusal)) throw error;
  const { status, message, problem } = error;
  return status >= 500 && problem.requestId ? `${message} Request ${problem.requestId}.` : message;
}
