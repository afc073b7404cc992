import { isInStep } from './claim.ts';
import type { Deps } from './deps.ts';
import { endOf } from './ended.ts';
import { endingAfter } from './ending.ts';
import type { Moment } from './fence.ts';
import { anySlotToSpare, limitOf } from './limits.ts';
import type { Room } from './making-room.ts';
import { passesAfter, passOf, tooEarly } from './passes.ts';
import { applyingTo, enforcedFor, isKindFull, mayRetag, pacing } from './policies.ts';
import { limitReached, notFound, type Refusal, tooManyStarts } from './refusals.ts';
import { type AsSeen, renewAtOnePace, renewBlindly, renewLong, renewShort } from './renewal-writes.ts';
import type { Extension } from './requests.ts';
import { type Retagging, retag } from './retag.ts';
import type { Rules } from './rules.ts';
import { takeOver } from './start-writes.ts';
import type { LeaseTable } from './table.ts';
import { hasSameTags, type Lease, leaseOf, liveLeases, type Tags, type User } from './user.ts';
import { type Next, type Seen, type Write, writeUntilDecided } from './write-until-decided.ts';

export interface RenewalRequest {
  readonly id: string;
  readonly session: string;
  /** Given when the player changed channel: the lease goes on with another stream. */
  readonly stream?: string | undefined;
  /** Given when the lease changes its kind; they take the place of all that it had. */
  readonly tags?: Tags | undefined;
}

/** A lease that its session holds, and the user with it, at the time of the request. */
export interface Granted {
  readonly user: User;
  readonly lease: Lease;
  readonly limit: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** When the pass of this lease ends, in epoch milliseconds; undefined: passes are off. */
  readonly passUntil?: number | undefined;
  /** The result of a change of stream or tags, if there was one. */
  readonly change?: Changed | undefined;
}

/** The effect of a change of a lease's stream or tags on others. */
export interface Changed {
  /** The rules that only count, and would have denied it. */
  readonly wouldDeny: readonly string[];
  /** The sessions whose expired leases, and whose live ones, gave way. */
  readonly reclaimed: readonly string[];
  readonly replaced: readonly string[];
}

/** The purpose of a renewal's write. */
export interface Renewing {
  readonly outcome: 'renewed';
  /** The lease that an earlier write of this request granted. This write only makes it longer. */
  readonly granted?: Granted;
  /** What it does besides, or an earlier write has done. */
  readonly change?: Changed | undefined;
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
      ? renewAtOnePace(request, moment, moment.now + rules.leaseSeconds * 1000, rules)
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

/**
 * A refused write that was only to make a lease longer changes nothing: what the request has granted before is its
 * answer.
 */
export const grantedEarlier = ({ written, doing }: Seen<Renewing>): Granted | undefined =>
  written ? undefined : doing.granted;

/**
 * What a renewal becomes, once it is known what the session holds: the lease as it is, if that lasts as long as it
 * should and shows the right stream; or a write. A promise holds: no renewal ends a lease earlier. If only the length
 * could be better, the lease as it is will do, should the write not succeed in time.
 */
export function extend(
  { written, doing, moment: { now } }: Pick<Seen<Renewing>, 'written' | 'doing' | 'moment'>,
  user: User,
  held: Lease,
  asked: Extension,
  rules: Rules,
): Next<Granted | Refusal, Renewing> {
  const limit = limitOf(rules.limits, user);
  const shown = { ...held, stream: asked.stream ?? held.stream };
  const early = tooEarly(held, shown, now, rules);
  if (early !== undefined) return { answer: tooManyStarts(asked.id, shown, early, now) };
  const change = retag(user, held, asked, rules, now);
  if (change !== undefined && change.room === undefined) {
    return { answer: limitReached(change.start, limit, liveLeases(user, now), change.shortage) };
  }
  if (change?.room !== undefined && change.room.expired.length + change.room.replaced.length > 0) {
    return { write: takingOver(user, change, change.room, rules) };
  }
  const onePace = isOnePace(rules);
  const pacers = pacing(enforcedFor(rules.policies, asked.id));
  const kind = change?.start.wanted ?? held;
  const leases = user.leases.map((lease) => (lease === held ? kind : lease));
  const full = user.leaseCount >= limit || isKindFull(pacers, kind, leases, user.plan);
  const length = (onePace || full ? rules.leaseSeconds : rules.spareLeaseSeconds) * 1000;
  const until = Math.max(held.expiresAt, now + length);
  const isShown =
    shown.stream === held.stream &&
    (asked.device === undefined || asked.device === held.device) &&
    (asked.tags === undefined || hasSameTags(asked.tags, held.tags));
  const isRight = isShown && isInStep(user, asked.claim ?? {});
  const granted: Granted = { user, lease: held, limit, now, ...passOf(held, now, rules), change: doing.change };
  const kept = passesAfter(held, { ...shown, expiresAt: until }, now, rules);
  const isKept = kept === undefined || kept.pass === held.pass;
  if (isRight && held.expiresAt === until && isKept) return { answer: granted };
  // Where a policy has a say, the write must meet the item that was seen: another lease may be of the kind since.
  const isExact =
    kept !== undefined || mayRetag(rules.policies, asked) || (!full && applyingTo(pacers, asked.id, kind).length > 0);
  const asSeen = (moment: Moment): AsSeen => ({
    startedAt: held.startedAt,
    ...(isExact ? { exactly: user } : {}),
    ...(kept === undefined ? {} : { passes: { ...kept, ending: endingAfter(user, [], moment) } }),
  });
  // A write of this request has set the stream. A second one may not: another request may have changed it since.
  if (written) {
    const { id } = asked;
    const update = (moment: Moment) =>
      renewLong({ id, session: held.session }, moment, until, rules, { ...asSeen(moment), exactly: user });
    return { write: { doing: { outcome: 'renewed', granted, change: doing.change }, update }, otherwise: granted };
  }
  const update = (moment: Moment) => {
    const as = asSeen(moment);
    if (onePace) return renewAtOnePace(asked, moment, until, rules, as);
    return full ? renewShort(asked, moment, until, rules, as) : renewLong(asked, moment, until, rules, as);
  };
  const lastsLongEnough = held.expiresAt >= now + rules.leaseSeconds * 1000;
  const { wouldDeny = [] } = change ?? {};
  return {
    write: { doing: { outcome: 'renewed', change: { wouldDeny, reclaimed: [], replaced: [] } }, update },
    ...(isRight && lastsLongEnough ? { otherwise: granted } : {}),
  };
}

/** The write by which a lease changes its kind, and others give way to it. */
const takingOver = (user: User, { start, wouldDeny }: Retagging, room: Room, rules: Rules): Write<Renewing> => ({
  doing: {
    outcome: 'renewed',
    change: {
      wouldDeny,
      reclaimed: room.expired.map(({ session }) => session),
      replaced: room.replaced.map(({ session }) => session),
    },
  },
  update: (moment) => takeOver(start, user, room, rules, moment, true),
});

/** Where nobody can ever have a slot to spare, none is asked for. */
const isOnePace = ({ leaseSeconds, spareLeaseSeconds, limits }: Rules): boolean =>
  leaseSeconds === spareLeaseSeconds || !anySlotToSpare(limits);
