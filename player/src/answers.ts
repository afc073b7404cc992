import type { Input } from './table.ts';
import type { Denial, Ending, Fault, Lease } from './types.ts';

/** What came back; `status` 0 is no answer at all. */
export interface Answer {
  readonly status: number;
  /** The JSON body; empty where there was none, as in what a gateway answers by itself. */
  readonly body: Readonly<Record<string, unknown>>;
  /** In seconds. */
  readonly retryAfter: number;
  /** The server's time, in epoch milliseconds; NaN when it cannot be read. */
  readonly date: number;
}

export const SILENCE: Answer = { status: 0, body: {}, retryAfter: 0, date: Number.NaN };

/** Nothing was decided, or nobody knows what: worth sending again. */
export const isSilence = (status: number): boolean => status < 200 || status >= 500 || status === 408 || status === 429;

/**
 * What an answer to a start or a renewal means. It goes by the status, as a gateway's own answers have other bodies.
 * docs/writing-a-player.md has it as a table.
 */
export function inputOf({ status, body }: Answer): Input {
  if (status === 200) return Number(body.renewAfter) > 0 ? 'granted' : 'silence';
  if (status === 409 || (status === 403 && body.code === 'user-blocked')) return 'denied';
  if (status === 410) return 'gone';
  return isSilence(status) ? 'silence' : 'refused';
}

// The bodies come from the service that the integrator chose: they are taken as they are documented.
export const leaseOf = ({ body }: Answer): Lease => body as unknown as Lease;

export const denialOf = ({ body }: Answer): Denial =>
  ({ streams: [], reason: body.code ?? 'stream-limit-reached', ...body }) as unknown as Denial;

export const endingOf = ({ body }: Answer): Ending => ({ reason: 'unknown', ...body }) as Ending;

export const faultOf = ({ status, body }: Answer): Fault => ({
  status,
  // What a gateway refuses by itself has a message and no code.
  code: `${body.code ?? (status === 401 ? 'unauthorized' : status)}`,
  message: `${body.detail ?? body.message ?? status}`,
  requestId: body.requestId as string | undefined,
});
