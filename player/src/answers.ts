import type { LiveStream } from './details.ts';
import type { Input } from './table.ts';
import type { Denial, Ending, Fault, Lease } from './types.ts';

/** A response; `status` 0 means that none came. */
export interface Answer {
  readonly status: number;
  /** The JSON body; empty where there was none, as in a firewall's page. */
  readonly body: Readonly<Record<string, unknown>>;
  /** It is an `application/problem+json` (RFC 9457), as all refusals of the service are. */
  readonly problem: boolean;
  /** In seconds. */
  readonly retryAfter: number;
  /** The server's time, in epoch milliseconds; NaN when it cannot be read. */
  readonly date: number;
}

export const SILENCE: Answer = { status: 0, body: {}, problem: false, retryAfter: 0, date: Number.NaN };

/** The codes that a player must expect; any other code of a refusal is for the developer. */
const REFUSALS: Readonly<Record<string, Input>> = {
  'stream-limit-reached': 'denied',
  'user-blocked': 'denied',
  'stream-ended': 'gone',
};

/**
 * What a response to a start or a renewal means. Only the service's own words end anything: a refusal is a problem with
 * a `code`. API Gateway refuses a token by itself, in JSON with a `message` and no code: its 403 counts only while no
 * lease lasts, as a route that went wrong gets the same one. All else (a firewall's page, a log-in page) is as good as
 * no response. docs/writing-a-player.md has it as a table.
 * @param lasts truthy while a lease is held that has not run out
 */
export function inputOf({ status, body, problem }: Answer, lasts?: unknown): Input {
  if (status === 200) return Number(body.renewAfter) > 0 ? 'granted' : 'silence';
  if (status < 400 || status >= 500 || status === 408 || status === 429) return 'silence';
  if (problem && body.code) return REFUSALS[`${body.code}`] ?? 'refused';
  return body.message && (status === 401 || (status === 403 && !lasts)) ? 'refused' : 'silence';
}

/** Whether a stop needs no repeating: it was carried out, or will never be. */
export const endsStop = (answer: Answer): boolean =>
  answer.status === 200 ? Boolean(answer.body.session) : inputOf(answer) !== 'silence';

// The bodies come from the service that the integrator chose: they are taken as they are documented.
export const leaseOf = ({ body }: Answer): Lease => body as unknown as Lease;

const streamsOf = ({ body }: Answer): readonly LiveStream[] => (body.streams ?? []) as readonly LiveStream[];

/** Whether the session holds a lease in spite of a denial: then only a change of that lease was denied. */
export const stillHolds = (answer: Answer, own: string | undefined): boolean =>
  streamsOf(answer).some(({ session }) => session === own);

/** @returns what is offered to the viewer: of the other sessions those whose end helps, if the service says so */
export function denialOf(answer: Answer, own: string | undefined): Denial {
  const { body } = answer;
  const helping = body.sessions as readonly string[] | undefined;
  const streams = streamsOf(answer).filter(
    ({ session }) => session !== own && (!helping || helping.indexOf(session) >= 0),
  );
  return { ...body, reason: body.code, streams } as unknown as Denial;
}

export const endingOf = ({ body }: Answer): Ending => ({ reason: 'unknown', ...body }) as Ending;

export const faultOf = ({ status, body }: Answer): Fault => ({
  status,
  // A gateway's own refusal has a message and no code.
  code: `${body.code ?? (status === 401 ? 'unauthorized' : status)}`,
  message: `${body.detail ?? body.message ?? (status || 'There was no response.')}`,
  requestId: body.requestId as string | undefined,
});
