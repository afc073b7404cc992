import { leaseKey } from './item.ts';
import { type Limits, slotIsFree } from './limits.ts';
import { FENCE, inStep, type Moment, type StreamUpdate, type Subscription } from './stream-updates.ts';

/** How long a renewal lasts with a slot to spare and without, in milliseconds. */
export interface Lengths {
  readonly spare: number;
  readonly full: number;
}

export interface Renewal extends Moment {
  readonly session: string;
  /** Given when the player changed channel. */
  readonly stream: string | undefined;
  /** Given when the player started again with a token that says it. */
  readonly claimed?: Subscription | undefined;
  /** Of the lease that was seen, given once there is one: no other of that session gets its end. */
  readonly startedAt?: number | undefined;
}

/**
 * **renew**. From: the session holds a lease, live or expired (nobody has taken its slot), and no longer one than it is to
 * have, so no renewal takes back what another has promised. To: the same lease, later. The counter does not move, as the
 * number of leases does not.
 *
 * The first write knows nothing of the item, and serves both paces: long under THE RULE; short if the last renewal was short,
 * which left its length in the lease (`pace`). So a user with a slot to spare pays one write, a full one as well, and two who has become the other.
 */
export function renew(renewal: Renewal, { spare, full }: Lengths, limits: Limits): StreamUpdate {
  const slot = slotIsFree(limits);
  const long = `attribute_not_exists(streams.#session.pace) AND streams.#session.expiresAt < :long AND ${slot.condition}`;
  const short = 'streams.#session.pace = :full AND streams.#session.expiresAt < :short';
  return update(renewal, {
    set: 'streams.#session.expiresAt = :now + if_not_exists(streams.#session.pace, :spare)',
    condition: `((${long}) OR (${short}))`,
    names: slot.names,
    values: {
      ':spare': spare,
      ':full': full,
      ':long': renewal.now + spare,
      ':short': renewal.now + full,
      ...slot.values,
    },
  });
}

/** **renew** where all leases are of one length, whether a slot is free or not. */
export const renewAtOnePace = (renewal: Renewal, until: number): StreamUpdate =>
  update(renewal, {
    set: 'streams.#session.expiresAt = :until',
    condition: 'streams.#session.expiresAt <= :until',
    values: { ':until': until },
  });

/** **renew** for long, once it is known that a slot is free: under THE RULE, as somebody may have taken it since. */
export function renewLong(renewal: Renewal, until: number, limits: Limits): StreamUpdate {
  const slot = slotIsFree(limits);
  return update(renewal, {
    set: 'streams.#session.expiresAt = :until',
    remove: 'streams.#session.pace',
    condition: `streams.#session.expiresAt <= :until AND ${slot.condition}`,
    names: slot.names,
    values: { ':until': until, ...slot.values },
  });
}

/** **renew** for short, once it is known that the user is full; the length stays in the lease for the next renewal. */
export const renewShort = (renewal: Renewal, until: number, full: number): StreamUpdate =>
  update(renewal, {
    set: 'streams.#session.expiresAt = :until, streams.#session.pace = :full',
    condition: 'streams.#session.expiresAt <= :until',
    values: { ':until': until, ':full': full },
  });

interface Change {
  readonly set: string;
  readonly remove?: string;
  readonly condition: string;
  readonly names?: Record<string, string>;
  readonly values: Record<string, unknown>;
}

/** What all renewals have in common: the time, the fence, and what else changes. A comparison demands the lease. */
function update(
  { session, stream, claimed, startedAt, now, stamp }: Renewal,
  { set, remove, condition, names, values }: Change,
): StreamUpdate {
  const step = inStep(claimed);
  const seen = startedAt === undefined ? [] : ['streams.#session.startedAt = :startedAt'];
  const channel = stream === undefined ? [] : ['streams.#session.#stream = :stream'];
  const sets = [`${set}, lastSeenAt = :now, changedAt = :stamp`, ...channel, ...step.set].join(', ');
  return {
    UpdateExpression: `SET ${sets}${remove === undefined ? '' : ` REMOVE ${remove}`}`,
    ConditionExpression: [`${condition} AND ${FENCE}`, ...seen].join(' AND '),
    ExpressionAttributeNames: {
      '#session': leaseKey(session),
      ...names,
      ...step.names,
      ...(stream === undefined ? {} : { '#stream': 'stream' }),
    },
    ExpressionAttributeValues: {
      ':now': now,
      ':stamp': stamp,
      ...values,
      ...step.values,
      ...(stream === undefined ? {} : { ':stream': stream }),
      ...(startedAt === undefined ? {} : { ':startedAt': startedAt }),
    },
  };
}
