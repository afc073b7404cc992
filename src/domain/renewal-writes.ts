import { claimChange } from './claim.ts';
import { FENCE, type Moment, unchangedSince } from './fence.ts';
import { leaseKey } from './item.ts';
import { slotIsFree } from './limits.ts';
import { enforcedFor, mayRetag } from './policies.ts';
import { hasKind, NO_TERM, noKindIsFull, type Term } from './policy-terms.ts';
import type { Extension } from './requests.ts';
import type { Rules } from './rules.ts';
import type { Update } from './table.ts';
import type { Lease, User } from './user.ts';

/** What a write demands to be unchanged since the decision. */
export interface AsSeen {
  readonly startedAt?: number;
  /** The user as seen: the whole item must be unchanged. */
  readonly exactly?: Pick<User, 'changedAt'>;
  /** With passes on: what to record of them. Only together with `exactly`. */
  readonly passes?: Passed | undefined;
}

/** The passes that a write records, in the lease and in `ending`. */
export interface Passed extends Pick<Lease, 'since' | 'pass'> {
  readonly ending: User['ending'];
}

/**
 * **renew**. From: the session holds a lease, live or expired, that ends no later than the renewed one. To: the same
 * lease, with a later end. The counter stays, as does the number of leases.
 *
 * The first write does not read the item, and serves both lengths: long under THE RULE, or short if the last renewal
 * was short and stored its length in the lease (`pace`). One write either way; two when the user has just crossed the
 * limit. A lease that policies count becomes long only if the user holds fewer leases than their numbers; otherwise a
 * second write decides.
 */
export function renewBlindly(asked: Extension, moment: Moment, rules: Rules): Update {
  const slot = slotIsFree(rules.limits);
  const kinds = noKindIsFull(enforcedFor(rules.policies, asked.id));
  const same = sameKind(asked, rules);
  const long = [isLong, slot.condition, ...kinds.conditions].join(' AND ');
  const spare = rules.spareLeaseSeconds * 1000;
  const full = rules.leaseSeconds * 1000;
  return renewal(asked, moment, {
    set: 'streams.#session.expiresAt = :now + if_not_exists(streams.#session.pace, :spare)',
    condition: [`(${long} OR ${isShort})`, ...same.conditions].join(' AND '),
    names: { ...slot.names, ...kinds.names, ...same.names },
    values: {
      ':spare': spare,
      ':full': full,
      ':long': moment.now + spare,
      ':short': moment.now + full,
      ...slot.values,
      ...kinds.values,
      ...same.values,
    },
  });
}

const isLong = 'attribute_not_exists(streams.#session.pace) AND streams.#session.expiresAt < :long';
const isShort = 'streams.#session.pace = :full AND streams.#session.expiresAt < :short';

/**
 * A renewal that does not read the item must not change what a policy counts, so it demands that the lease already has
 * these values. With passes on, it must not change the stream either, and the lease's passes must last as long as the
 * lease (`passesAfter`).
 */
function sameKind(asked: Extension, { policies, passes }: Rules): Term {
  if (passes === undefined) return mayRetag(policies, asked) ? hasKind(asked.stream, asked.tags) : NO_TERM;
  const kind = hasKind(asked.stream, policies.length > 0 ? asked.tags : undefined);
  return { ...kind, conditions: ['attribute_not_exists(streams.#session.pass)', ...kind.conditions] };
}

/** **renew** where all leases have one length, whether a slot is free or not. */
export function renewAtOnePace(asked: Extension, moment: Moment, until: number, rules: Rules, as?: AsSeen): Update {
  const same = as === undefined ? sameKind(asked, rules) : NO_TERM;
  return renewal(asked, moment, {
    set: 'streams.#session.expiresAt = :until',
    condition: ['streams.#session.expiresAt <= :until', ...same.conditions].join(' AND '),
    names: same.names,
    values: { ':until': until, ...same.values },
    ...as,
  });
}

/**
 * **renew** with a long lease, after a look at the item. It still demands THE RULE, as another session may have taken
 * the slot.
 */
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

/**
 * **renew** with a short lease, after a look at a full user's item. The length stays in the lease for the next renewal.
 */
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

/** The parts that all renewals share: the time, the fence, and the changes of the lease. */
function renewal(asked: Extension, { now, stamp }: Moment, change: Change): Update {
  const { session, stream, device, tags, claim = {} } = asked;
  const { set, remove, condition, names, values, startedAt, exactly, passes } = change;
  const unchanged = exactly && unchangedSince(exactly.changedAt);
  const hasTags = tags !== undefined && Object.keys(tags).length > 0;
  const claimed = claimChange(claim);
  const shown = [
    ...(stream === undefined ? [] : ['streams.#session.#stream = :stream']),
    ...(device === undefined ? [] : ['streams.#session.device = :device']),
    ...(hasTags ? ['streams.#session.tags = :tags'] : []),
  ];
  const kept = passes === undefined ? NO_CHANGE : passChange(passes);
  const removed = [
    ...kept.remove,
    ...(remove === undefined ? [] : [remove]),
    ...(tags === undefined || hasTags ? [] : ['streams.#session.tags']),
    ...claimed.remove,
  ];
  return {
    UpdateExpression: [
      `SET ${[set, 'lastSeenAt = :now', 'changedAt = :stamp', ...shown, ...kept.set, ...claimed.set].join(', ')}`,
      ...(removed.length === 0 ? [] : [`REMOVE ${removed.join(', ')}`]),
    ].join(' '),
    ConditionExpression: [
      condition,
      FENCE,
      ...(startedAt === undefined ? [] : ['streams.#session.startedAt = :startedAt']),
      ...(unchanged === undefined ? [] : [unchanged.condition]),
    ].join(' AND '),
    ExpressionAttributeNames: {
      '#session': leaseKey(session),
      ...names,
      ...claimed.names,
      ...(stream === undefined ? {} : { '#stream': 'stream' }),
    },
    ExpressionAttributeValues: {
      ':now': now,
      ':stamp': stamp,
      ...values,
      ...claimed.values,
      ...(stream === undefined ? {} : { ':stream': stream }),
      ...(device === undefined ? {} : { ':device': device }),
      ...(startedAt === undefined ? {} : { ':startedAt': startedAt }),
      ...(hasTags ? { ':tags': tags } : {}),
      ...unchanged?.values,
      ...kept.values,
    },
  };
}

const NO_CHANGE = { set: [], remove: [], values: {} };

/** The part of a write that replaces the recorded ends of passes. */
function passChange({ since, pass, ending }: Passed) {
  const marks = Object.entries({ since, pass });
  const given = marks.filter(([, mark]) => mark !== undefined);
  return {
    set: [...given.map(([name]) => `streams.#session.${name} = :${name}`), 'ending = :ending'],
    remove: marks.flatMap(([name, mark]) => (mark === undefined ? [`streams.#session.${name}`] : [])),
    values: { ...Object.fromEntries(given.map(([name, mark]) => [`:${name}`, mark])), ':ending': ending },
  };
}
