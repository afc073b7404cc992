import type { Deps } from './deps.ts';
import { FENCE, type Moment } from './fence.ts';
import { leaseKey } from './item.ts';
import { limitOf } from './limits.ts';
import { notFound, type Refusal } from './refusals.ts';
import type { Rules } from './rules.ts';
import type { LeaseTable, Update } from './table.ts';
import { leaseOf, type User } from './user.ts';
import { type Next, type Seen, type Write, writeUntilDecided } from './write-until-decided.ts';

export interface StopRequest {
  readonly id: string;
  readonly session: string;
}

export interface Stopped {
  /** Whether this request changed anything. */
  readonly stopped: boolean;
  readonly user: User;
  readonly limit: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

type Stopping = 'stop';

/** Gives a slot back. One write. Stopping a session that holds no lease is a success. */
export async function stopStream(deps: Deps<LeaseTable>, request: StopRequest): Promise<Stopped | Refusal> {
  return writeUntilDecided<Stopped | Refusal, Stopping>(deps, {
    id: request.id,
    now: deps.now(),
    first: stopping(request),
    decide: (seen) => decideStop(seen, request, deps.rules),
  });
}

/**
 * The answer to a stop, or its next write. If an attempt's answer was lost, and the session holds a lease that started
 * after the request, the attempt has ended an earlier lease: what has started since stays, as when a page is loaded
 * anew. But a lease that starts in the future was started by an instance whose clock is ahead, before the request or
 * after it. `contended` claims neither; the caller may ask again.
 */
export function decideStop(
  seen: Seen<Stopping>,
  request: StopRequest,
  rules: Rules,
): Next<Stopped | Refusal, Stopping> {
  const { user, written, moment } = seen;
  const { id, session } = request;
  if (user === undefined) return { answer: notFound(id, seen, moment.now) };
  const answer = { stopped: written, user, limit: limitOf(rules.limits, user), now: moment.now };
  const held = leaseOf(user, session);
  if (written || held === undefined) return { answer };
  const mayBeDone = seen.attempts > 1 && held.startedAt > moment.now;
  if (!mayBeDone) return { write: stopping(request) };
  return { answer: held.startedAt > seen.clock ? { refusal: 'contended', id } : answer };
}

const stopping = ({ session }: StopRequest): Write<Stopping> => ({
  doing: 'stop',
  update: (moment) => stop(session, moment),
});

/** **stop**: gives a slot back. From: the session holds a lease. To: it does not, and the counter is one less. */
export const stop = (session: string, { now, stamp }: Moment): Update => ({
  UpdateExpression: 'SET lastSeenAt = :now, changedAt = :stamp REMOVE streams.#session ADD activeStreams :difference',
  ConditionExpression: `attribute_exists(streams.#session) AND ${FENCE}`,
  ExpressionAttributeNames: { '#session': leaseKey(session) },
  ExpressionAttributeValues: { ':now': now, ':stamp': stamp, ':difference': -1 },
});
