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
  /** Given when the player changes channel: the lease continues with another stream. */
  readonly stream?: string | undefined;
  /** Given when the tags change; they replace all earlier ones. */
  readonly tags?: Tags | undefined;
}

/** A lease that its session holds, and the user with it, at the time of the request. */
export interface Granted {
  readonly user: User;
  readonly lease: Lease;
  readonly limit: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** When the pass of this lease ends, in epoch milliseconds; undefined with passes off. */
  readonly passUntil?: number | undefined;
  /** The result of a change of stream or tags, if there was one. */
  readonly change?: Changed | undefined;
}

/** The effects of a change of a lease's stream or tags. */
export interface Changed {
  /** The rules that only count, and would have denied the change. */
  readonly wouldDeny: readonly string[];
  /** Sessions that ended to make room: `reclaimed` had expired, `replaced` were live. */
  readonly reclaimed: readonly string[];
  readonly replaced: readonly string[];
}

/** The purpose of a renewal's write. */
export interface Renewing {
  readonly outcome: 'renewed';
  /** The lease that an earlier write of this request granted; this write only makes it longer. */
  readonly granted?: Granted;
  /** The change of stream or tags that this write, or an earlier one, makes. */
  readonly change?: Changed | undefined;
}

/** Extends a lease. One write; two when the user has just become full, or has a free slot again. */
export async function renewStream(deps: Deps<LeaseTable>, request: RenewalRequest): Promise<Granted | Refusal> {
  const { rules } = deps;
  return writeUntilDecided<Granted | Refusal, Renewing>(deps, {
    id: request.id,
    now: deps.now(),
    first: firstRenewal(request, rules),
    decide: (seen) => decideRenewal(seen, request, rules),
  });
}

/** The first write of a renewal, which does not read the item. */
export const firstRenewal = (request: Extension, rules: Rules): Write<Renewing> => ({
  doing: { outcome: 'renewed' },
  update: (moment) =>
    isOnePace(rules)
      ? renewAtOnePace(request, moment, moment.now + rules.leaseSeconds * 1000, rules)
      : renewBlindly(request, moment, rules),
});

/** The answer to a renewal, or its next write. A session that lost its lease gets the reason. */
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

/** If a write that only makes a lease longer is refused, the answer is what this request granted before. */
export const grantedEarlier = ({ written, doing }: Seen<Renewing>): Granted | undefined =>
  written ? undefined : doing.granted;

/**
 * Decides a renewal from the lease that the session holds: the lease as it is, if it lasts long enough and shows the
 * right stream and tags; otherwise a write. No renewal makes a lease end earlier. If only the length would improve, a
 * write that cannot be made in time leaves the lease as it is as the answer.
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
  // If a policy counts the lease, demand the whole item unchanged: another lease of the kind may have started.
  const isExact =
    asked.unchanged === true ||
    kept !== undefined ||
    mayRetag(rules.policies, asked) ||
    (!full && applyingTo(pacers, asked.id, kind).length > 0);
  const asSeen = (moment: Moment): AsSeen => ({
    startedAt: held.startedAt,
    ...(isExact ? { exactly: user } : {}),
    ...(kept === undefined ? {} : { passes: { ...kept, ending: endingAfter(user, [], moment) } }),
  });
  // An earlier write of this request has set the stream. This one must not set it again: another request may have
  // changed it since.
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

/** The write that changes a lease's stream or tags, and ends others to make room. */
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

/** Whether all leases have one length, because no user can have a free slot or both settings are equal. */
const isOnePace = ({ leaseSeconds, spareLeaseSeconds, limits }: Rules): boolean =>
  leaseSeconds === spareLeaseSeconds || !anySlotToSpare(limits);
