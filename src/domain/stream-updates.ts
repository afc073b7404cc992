import { leaseKey } from './item.ts';
import type { Limits } from './limits.ts';
import type { Lease } from './user.ts';

/** One transition of a user's item: what changes, and the state in which it may. */
export interface StreamUpdate {
  readonly UpdateExpression: string;
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, unknown>;
}

/**
 * **admit**, and **reclaim** when `expired` names leases: takes a slot for `lease`, and removes those.
 *
 * From: the user exists, the session holds no lease, each expired lease is still as it was seen (so its session has not
 * renewed it), and without those there is a free slot. To: the lease is there, the expired ones are not, and the counter
 * has moved by the difference. One write, so no other write can come between the condition and the change.
 */
export function admit(lease: Lease, limits: Limits, expired: readonly Lease[] = []): StreamUpdate {
  const { session, ...value } = lease;
  const slot = freeSlot(limits, expired.length);
  const removed = expired.map((_, i) => `streams.#expired${i}`);
  return {
    UpdateExpression: [
      'SET streams.#session = :lease, lastSeenAt = :now',
      ...(removed.length > 0 ? [`REMOVE ${removed.join(', ')}`] : []),
      'ADD activeStreams :difference',
    ].join(' '),
    ConditionExpression: [
      'attribute_exists(id)',
      'attribute_not_exists(streams.#session)',
      ...removed.map((path, i) => `${path}.expiresAt = :seen${i}`),
      slot.condition,
    ].join(' AND '),
    ExpressionAttributeNames: {
      '#session': leaseKey(session),
      ...slot.names,
      ...Object.fromEntries(expired.map((each, i) => [`#expired${i}`, leaseKey(each.session)])),
    },
    ExpressionAttributeValues: {
      ':lease': value,
      ':now': lease.startedAt,
      ':difference': 1 - expired.length,
      ...slot.values,
      ...Object.fromEntries(expired.map((each, i) => [`:seen${i}`, each.expiresAt])),
    },
  };
}

/**
 * THE RULE: the user holds fewer leases than the limit of their subscription, when `reclaimed` of them are taken over.
 * The table of plans is compiled into the condition, so no read is needed to learn the user's plan, and a changed table
 * of plans holds from the next admission on.
 */
function freeSlot(limits: Limits, reclaimed: number) {
  const plans = [...limits.byPlan];
  const values = { ':limit': limits.standard + reclaimed };
  if (plans.length === 0) return { condition: 'activeStreams < :limit', names: {}, values };

  const named = plans.map((_, i) => `(#plan = :plan${i} AND activeStreams < :limit${i})`);
  const others = `(NOT #plan IN (${plans.map((_, i) => `:plan${i}`).join(', ')}) AND activeStreams < :limit)`;
  return {
    condition: `(${[...named, others].join(' OR ')})`,
    names: { '#plan': 'plan' },
    values: Object.assign(
      values,
      ...plans.map(([plan, limit], i) => ({ [`:plan${i}`]: plan, [`:limit${i}`]: limit + reclaimed })),
    ),
  };
}

/**
 * **renew**: extends a lease, and switches its stream when one is given.
 *
 * From: the session holds a lease, live or expired (nobody has reclaimed it). To: the same lease, later. The counter does
 * not move, as the number of leases does not.
 */
export const renew = (session: string, now: number, expiresAt: number, stream?: string): StreamUpdate => ({
  UpdateExpression: `SET streams.#session.expiresAt = :expiresAt, lastSeenAt = :now${
    stream === undefined ? '' : ', streams.#session.#stream = :stream'
  }`,
  ConditionExpression: 'attribute_exists(streams.#session)',
  ExpressionAttributeNames: {
    '#session': leaseKey(session),
    ...(stream === undefined ? {} : { '#stream': 'stream' }),
  },
  ExpressionAttributeValues: {
    ':expiresAt': expiresAt,
    ':now': now,
    ...(stream === undefined ? {} : { ':stream': stream }),
  },
});

/** **stop**: gives a slot back. From: the session holds a lease. To: it does not, and the counter is one less. */
export const stop = (session: string, now: number): StreamUpdate => ({
  UpdateExpression: 'SET lastSeenAt = :now REMOVE streams.#session ADD activeStreams :difference',
  ConditionExpression: 'attribute_exists(streams.#session)',
  ExpressionAttributeNames: { '#session': leaseKey(session) },
  ExpressionAttributeValues: { ':now': now, ':difference': -1 },
});
