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

/** Frees a slot with one write. Stopping a session that holds no lease is a success. */
export async function stopStream(deps: Deps<LeaseTable>, request: StopRequest): Promise<Stopped | Refusal> {
  return writeUntilDecided<Stopped | Refusal, Stopping>(deps, {
    id: request.id,
    now: deps.now(),
    first: stopping(request, deps.rules),
    decide: (seen) => decideStop(seen, request, deps.rules),
  });
}

/**
 * The answer to a stop, or its next write. Suppose an attempt's answer was lost, and the session's lease started after
 * the request. Then that attempt has ended an earlier lease, and the new one stays, as after a page reload. But if the
 * lease starts in the future of this clock, an instance whose clock is ahead started it, before or after the request.
 * Then the answer is `contended`, and the caller may repeat the request.
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

/** @param seen the item, if its map for passes is missing */
const stopping = ({ session }: StopRequest, rules: Rules, seen?: User): Write<Stopping> => ({
  doing: 'stop',
  update: (moment) => stop(session, moment, rules, seen),
});

/**
 * **stop**: frees a slot. From: the session holds a lease. To: it does not, and the counter is one less. With passes
 * on, `ending` records when the last pass of the lease ends. If that map is missing, the write creates it, and the item
 * must be unchanged.
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
