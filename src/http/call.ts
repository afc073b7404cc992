import type { Refusal } from '../domain/refusals.ts';
import type { Reply } from './answer.ts';
import type { HttpEvent } from './app.ts';
import type { Caller } from './authorization.ts';

/** A request, with what the middlewares have added so far. */
export interface Call<Input> extends HttpEvent {
  caller?: Caller;
  input?: Input;
  /** The endpoint's result. */
  result?: Reply | Refusal;
}
