import { type Claim, claimChange, isInStep } from './claim.ts';
import type { Deps } from './deps.ts';
import { endOf } from './ended.ts';
import { FENCE, type Moment } from './fence.ts';
import { leaseKey } from './item.ts';
import { anySlotToSpare, limitOf, slotIsFree } from './limits.ts';
import { notFound, type Refusal } from './refusals.ts';
import type { Rules } from './rules.ts';
import type { LeaseTable, Update } from './table.ts';
import { type Lease, leaseOf, type User } from './user.ts';
import { type Next, type Seen, type Write, writeUntilDecided } from './write-until-decided.ts';

export interface RenewalRequest {
  readonly id: string;
  readonly session: string;
  /** Given when the player changed channel: the lease goes on with another stream. */
  readonly stream?: string | undefined;
}

/** A lease that its session holds, and the user with it, at the time of the request. */
export interface Granted {
  readonly user: User;
  readonly lease: Lease;
  readonly limit: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** What a write of a renewal is for. */
export interface Renewing {
  readonly outcome: 'renewed';
  /** What an earlier write of this request has granted. This one only makes it longer. */
  readonly granted?: Granted;
}

/** What is asked of a lease that is held. */
export interface Extension {
  readonly session: string;
  readonly stream?: string | undefined;
  /** Given when another device goes on with the session. */
  readonly device?: string | undefined;
  /** Given when the player started again with a token that says something of the user. */
  readonly claim?: Claim | undefined;
}

/** Extends a lease. One write; two when the user has just become full, or has a slot to spare again. */
export async function renewStream(deps: Deps<LeaseTable>, request: RenewalRequest): Promise<Granted | Refusal> {
  const { rules } = deps;
  return writeUntilDecided<Granted | Refusal, Renewing>(deps, {
    id: request.id,
    now: deps.now(),
    first: firstRenewal(request, rules),
    decide: (seen) => decideRenewal(seen, request, rules),
  });
}

/** The first write of a renewal, which knows nothing of the item. */
export const firstRenewal = (request: Extension, rules: Rules): Write<Renewing> => ({
  doing: { outcome: 'renewed' },
  update: (moment) =>
    isOnePace(rules)
      ? renewAtOnePace(request, moment, moment.now + rules.leaseSeconds * 1000)
      : renewBlindly(request, moment, rules),
});

/** A session that lost its lease learns why here. */
export function decideRenewal(
  seen: Seen<Renewing>,
  request: RenewalRequest,
  rules: Rules,
): Next<Granted | Refusal, Renewing> {
  const { user, moment } = seen;
  const { id, session } = request;
  if (user === undefined) return { answer: notFound(id, seen, moment.now) };
  const held = leaseOf(user, session);
  const granted = grantedEarlier(seen);
  if (granted !== undefined) return { answer: granted };
  if (held === undefined) {
    return { answer: { refusal: 'stream-ended', id, session, end: endOf(user, session, moment.now) } };
  }
  return extend(seen, user, held, request, rules);
}

/** A refused write that was only to make a lease longer changes nothing: what the request has granted before is its answer. */
export const grantedEarlier = ({ written, doing }: Seen<Renewing>): Granted | undefined =>
  written ? undefined : doing.granted;

/**
 * What a renewal becomes, once it is known what the session holds: the lease as it is, if that lasts as long as it should and
 * shows the right stream; or a write. A promise holds: no renewal ends a lease earlier. If only the length could be better, the
 * lease as it is will do, should the write not succeed in time.
 */
export function extend(
  { written, moment: { now } }: Pick<Seen<unknown>, 'written' | 'moment'>,
  user: User,
  held: Lease,
  asked: Extension,
  rules: Rules,
): Next<Granted, Renewing> {
  const limit = limitOf(rules.limits, user);
  const onePace = isOnePace(rules);
  const full = user.leaseCount >= limit;
  const length = (onePace || full ? rules.leaseSeconds : rules.spareLeaseSeconds) * 1000;
  const until = Math.max(held.expiresAt, now + length);
  const isShown =
    (asked.stream === undefined || asked.stream === held.stream) &&
    (asked.device === undefined || asked.device === held.device);
  const isRight = isShown && isInStep(user, asked.claim ?? {});
  const granted = { user, lease: held, limit, now };
  if (isRight && held.expiresAt === until) return { answer: granted };
  const as = { startedAt: held.startedAt };
  // A write of this request has set the stream. A second one may not: another request may have changed it since.
  if (written) {
    const unchanged = { ...as, changedAt: user.changedAt };
    const update = (moment: Moment) => renewLong({ session: held.session }, moment, until, rules, unchanged);
    return { write: { doing: { outcome: 'renewed', granted }, update }, otherwise: granted };
  }
  const update = (moment: Moment) => {
    if (onePace) return renewAtOnePace(asked, moment, until, as);
    return full ? renewShort(asked, moment, until, rules, as) : renewLong(asked, moment, until, rules, as);
  };
  const lastsLongEnough = held.expiresAt >= now + rules.leaseSeconds * 1000;
  return {
    write: { doing: { outcome: 'renewed' }, update },
    ...(isRight && lastsLongEnough ? { otherwise: granted } : {}),
  };
}

/** Where nobody can ever have a slot to spare, none is asked for. */
const isOnePace = ({ leaseSeconds, spareLeaseSeconds, limits }: Rules): boolean =>
  leaseSeconds === spareLeaseSeconds || !anySlotToSpare(limits);

/** What a write demands of the lease that was seen, and of the item's stamp. */
interface AsSeen {
  readonly startedAt?: number;
  readonly changedAt?: number | undefined;
}

/**
 * **renew**. From: the session holds a lease, live or expired (nobody has taken its slot), that ends no later than the renewed
 * one. To: the same lease, later. The counter does not move, as the number of leases does not.
 *
 * The first write knows nothing of the item, and serves both paces: long under THE RULE; short if the last renewal was short,
 * which left its length in the lease (`pace`). One write either way; two when the user has just crossed the limit.
 */
export function renewBlindly(asked: Extension, moment: Moment, rules: Rules): Update {
  const slot = slotIsFree(rules.limits);
  const spare = rules.spareLeaseSeconds * 1000;
  const full = rules.leaseSeconds * 1000;
  const isLong = 'attribute_not_exists(streams.#session.pace) AND streams.#session.expiresAt < :long';
  const isShort = 'streams.#session.pace = :full AND streams.#session.expiresAt < :short';
  return renewal(asked, moment, {
    set: 'streams.#session.expiresAt = :now + if_not_exists(streams.#session.pace, :spare)',
    condition: `((${isLong} AND ${slot.condition}) OR (${isShort}))`,
    names: slot.names,
    values: {
      ':spare': spare,
      ':full': full,
      ':long': moment.now + spare,
      ':short': moment.now + full,
      ...slot.values,
    },
  });
}

/** **renew** where all leases are of one length, whether a slot is free or not. */
export const renewAtOnePace = (asked: Extension, moment: Moment, until: number, as: AsSeen = {}): Update =>
  renewal(asked, moment, {
    set: 'streams.#session.expiresAt = :until',
    condition: 'streams.#session.expiresAt <= :until',
    values: { ':until': until },
    ...as,
  });

/** **renew** for long, once it is known that a slot is free: under THE RULE, as another session may have taken it since. */
export function renewLong(asked: Extension, moment: Moment, until: number, rules: Rules, as: AsSeen): Update {
  const slot = slotIsFree(rules.limits);
  return renewal(asked, moment, {
    set: 'streams.#session.expiresAt = :until',
    remove: 'streams.#session.pace',
    condition: `streams.#session.expiresAt <= :until AND ${slot.condition}`,
    names: slot.names,
    values: { ':until': until, ...slot.values },
    ...as,
  });
}

/** **renew** for short, once it is known that the user is full; the length stays in the lease for the next renewal. */
export const renewShort = (asked: Extension, moment: Moment, until: number, rules: Rules, as: AsSeen): Update =>
  renewal(asked, moment, {
    set: 'streams.#session.expiresAt = :until, streams.#session.pace = :full',
    condition: 'streams.#session.expiresAt <= :until',
    values: { ':until': until, ':full': rules.leaseSeconds * 1000 },
    ...as,
  });

interface Change extends AsSeen {
  readonly set: string;
  readonly remove?: string;
  readonly condition: string;
  readonly names?: Record<string, string>;
  readonly values: Record<string, unknown>;
}

/** What all renewals have in common: the time, the fence, and what else changes. A comparison demands the lease. */
function renewal({ session, stream, device, claim = {} }: Extension, { now, stamp }: Moment, change: Change): Update {
  const { set, remove, condition, names, values, startedAt, changedAt } = change;
  const told = claimChange(claim);
  const shown = [
    ...(stream === undefined ? [] : ['streams.#session.#stream = :stream']),
    ...(device === undefined ? [] : ['streams.#session.device = :device']),
  ];
  const removed = [...(remove === undefined ? [] : [remove]), ...told.remove];
  return {
    UpdateExpression: [
      `SET ${[set, 'lastSeenAt = :now', 'changedAt = :stamp', ...shown, ...told.set].join(', ')}`,
      ...(removed.length === 0 ? [] : [`REMOVE ${removed.join(', ')}`]),
    ].join(' '),
    ConditionExpression: [
      condition,
      FENCE,
      ...(startedAt === undefined ? [] : ['streams.#session.startedAt = :startedAt']),
      ...(changedAt === undefined ? [] : ['changedAt = :changedAt']),
    ].join(' AND '),
    ExpressionAttributeNames: {
      '#session': leaseKey(session),
      ...names,
      ...told.names,
      ...(stream === undefined ? {} : { '#stream': 'stream' }),
    },
    ExpressionAttributeValues: {
      ':now': now,
      ':stamp': stamp,
      ...values,
      ...told.values,
      ...(stream === undefined ? {} : { ':stream': stream }),
      ...(device === undefined ? {} : { ':device': device }),
      ...(startedAt === undefined ? {} : { ':startedAt': startedAt }),
      ...(changedAt === undefined ? {} : { ':changedAt': changedAt }),
    },
  };
}
