import type { Problem } from './wire.ts';

/** The service refused, or did not answer at all (`status` 0). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly problem: Problem;
  /** In seconds: when the service wants to be asked again. */
  readonly retryAfter: number;

  constructor(status: number, problem: Problem, retryAfter = 0) {
    super(problem.detail ?? `The service answered ${status}.`);
    this.status = status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}
