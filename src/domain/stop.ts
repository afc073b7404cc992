import type { Deps } from './deps.ts';
import { lacksEnding, rememberPass } from './ending.ts';
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
    first: stopping(request, deps.rules),
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
  if (!mayBeDone) return { write: stopping(request, rules, lacksEnding(user, rules) ? user : undefined) };
  return { answer: held.startedAt > seen.clock ? { refusal: 'contended', id } : answer };
}

/** @param seen the item, where it has no place yet for the ends of passes */
const stopping = ({ session }: StopRequest, rules: Rules, seen?: User): Write<Stopping> => ({
  doing: 'stop',
  update: (moment) => stop(session, moment, rules, seen),
});

/**
 * **stop**: gives a slot back. From: the session holds a lease. To: it does not, and the counter is one less. With
 * passes on, the item remembers when the last pass of the lease ends; where it was seen to have no place for that, it
 * must be the one that was seen.
 */
export function stop(session: string, moment: Moment, { passes }: Pick<Rules, 'passes'>, seen?: User): Update {
  const { now, stamp } = moment;
  const kept = passes && rememberPass(session, moment, seen);
  const set = ['lastSeenAt = :now', 'changedAt = :stamp', ...(kept?.set ?? [])].join(', ');
  return {
    UpdateExpression: `SET ${set} REMOVE streams.#session ADD activeStreams :difference`,
    ConditionExpression: ['attribute_exists(streams.#session)', ...(kept?.conditions ?? []), FENCE].join(' AND '),
    ExpressionAttributeNames: { '#session': leaseKey(session), ...kept?.names },
    ExpressionAttributeValues: { ':now': now, ':stamp': stamp, ':difference': -1, ...kept?.values },
  };
}
