import type { Api } from './api.ts';
import type { Players } from './players.ts';
import { Refusal } from './refusal.ts';
import type { ServerClock } from './server-clock.ts';

/** The objects that every part of the page uses. */
export interface Context {
  readonly api: Api;
  readonly clock: ServerClock;
  readonly players: Players;
  /** Whether the token (or no token) allows ending other users' streams. */
  readonly mayRevoke: () => boolean;
  /** Shows a message, and announces it to screen readers. */
  readonly say: (text: string) => void;
}

/** An error as a sentence, with the request's id if the service failed. */
export function explain(error: unknown): string {
  if (!(error instanceof Refusal)) throw error;
  const { status, message, problem } = error;
  return status >= 500 && problem.requestId ? `${message} Request ${problem.requestId}.` : message;
}
