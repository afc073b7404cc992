import type { Claim } from './claim.ts';
import type { Deps } from './deps.ts';
import { mayNotStartBefore } from './ending.ts';
import { haveFewEnded } from './ending-terms.ts';
import { enrolledName, enrolment } from './enrolment.ts';
import type { Moment } from './fence.ts';
import { limitOf } from './limits.ts';
import { mostFor, type Room, roomFor, shortageOf, wouldDeny } from './making-room.ts';
import { passOf, tooEarly, withFirstPass } from './passes.ts';
import { subscriptionOf } from './plan-index.ts';
import { applyingTo, LIMIT_RULE } from './policies.ts';
import { isRefusal, limitReached, type Refusal, tooManyStarts } from './refusals.ts';
import { extend, type Granted, grantedEarlier, type Renewing } from './renewal.ts';
import type { Start } from './requests.ts';
import { type Rules, rulesUnder } from './rules.ts';
import { admit, leastFor, takeOver } from './start-writes.ts';
import type { LeaseTable } from './table.ts';
import { blockOf, hasSameTags, type Lease, leaseOf, liveLeases, type Tags, type User } from './user.ts';
import { type Next, type Seen, type Write, writeUntilDecided } from './write-until-decided.ts';

export interface StreamRequest {
  readonly id: string;
  readonly stream: string;
  /** The key of the lease; without it, the stream id is the session. */
  readonly session?: string | undefined;
  readonly device?: string | undefined;
  /** Properties of the lease, for policies. Without them, a lease that continues keeps its own. */
  readonly tags?: Tags | undefined;
  /**
   * The sessions that may end if all slots are in use, in this order; or `others`: all other sessions end, even if
   * there is room.
   */
  readonly replace?: readonly string[] | 'others' | undefined;
  /** The subscription in the caller's token. It overrides the item's, is stored there, and can create the user. */
  readonly subscription?: string | undefined;
  /** The limit in the caller's token, or null if it has none; undefined if the token does not count. */
  readonly tokenLimit?: number | null | undefined;
}

/** How a session got its lease, and which sessions ended for it. */
interface Admission {
  readonly outcome: 'admitted' | 'reclaimed' | 'replaced' | 'enrolled';
  /** Sessions whose leases had expired. */
  readonly reclaimed: readonly string[];
  /** Sessions whose leases were live. */
  readonly replaced: readonly string[];
  /** The rules that only count, and would have denied the start; undefined if that is decided after the write. */
  readonly wouldDeny?: readonly string[];
}

export type Started = Granted &
  Required<Omit<Admission, 'outcome'>> & { readonly outcome: Admission['outcome'] | Renewing['outcome'] };

/** What a start's write does. */
export type Starting = Admission | Renewing;

/**
 * May this user start another stream? One write to admit, deny or recognise a repeated request; two to reclaim,
 * replace, enrol, renew, switch, or where a policy that counts the stream may be full.
 */
export async function requestStream(deps: Deps<LeaseTable>, request: StreamRequest): Promise<Started | Refusal> {
  const { id, stream, session = stream, device, replace = [] } = request;
  const now = deps.now();
  const { subscription, tokenLimit } = request;
  const claim: Claim = {
    subscription: subscription === undefined ? undefined : subscriptionOf(id, subscription),
    limit: tokenLimit,
  };
  const rules = rulesUnder(deps.rules, claim);
  const lease: Lease = {
    session,
    stream,
    device,
    startedAt: now,
    expiresAt: now + rules.leaseSeconds * 1000,
    tags: request.tags,
  };
  const start: Start = { id, wanted: withFirstPass(lease, now, rules), replace, claim };
  return writeUntilDecided<Started | Refusal, Starting>(deps, {
    id,
    now,
    first: admission(start, rules),
    decide: (seen) => decideStart(seen, start, rules),
  });
}

/** The answer to a start, or its next write, from the table's answer to the last one. */
export function decideStart(seen: Seen<Starting>, start: Start, rules: Rules): Next<Started | Refusal, Starting> {
  const { user, written, doing, moment } = seen;
  const { id, wanted } = start;
  const { now } = moment;
  if (user === undefined) {
    const enrolling = enrolment(seen.tombstone, start, rules, now);
    if (isRefusal(enrolling)) return { answer: enrolling };
    return { write: { doing: { ...ADMITTED, outcome: 'enrolled' }, update: enrolling } };
  }

  const limit = limitOf(rules.limits, user);
  const held = leaseOf(user, wanted.session);
  // An own write has ended all others that it was to end. Where some are live, the request has that still to do.
  const isDone = written || (held !== undefined && isOwnWrite(held, wanted) && !endsOthers(user, start, now));
  if (held !== undefined && doing.outcome !== 'renewed' && isDone) {
    const done = written || isDoneIn(user, wanted, doing.outcome) ? doing : ADMITTED;
    const before = { ...user, leases: user.leases.filter((lease) => lease !== held) };
    const denying = done.wouldDeny ?? wouldDeny(before, { ...start, wanted: held }, rules, now);
    return { answer: { ...done, user, lease: held, limit, now, ...passOf(held, now, rules), wouldDeny: denying } };
  }
  const renewing = { ...seen, doing: doing.outcome === 'renewed' ? doing : RENEWED };
  const granted = grantedEarlier(renewing);
  if (granted !== undefined) return { answer: renewed(granted) };
  if (held !== undefined && !endsOthers(user, start, now)) {
    return goOn(renewing, user, held, start, rules);
  }

  const blockedUntil = blockOf(user, now);
  if (blockedUntil !== undefined) return { answer: { refusal: 'user-blocked', id, blockedUntil, now } };
  // A lease that continues keeps its tags if the request has none.
  const asked = held === undefined ? start : { ...start, wanted: { ...wanted, tags: wanted.tags ?? held.tags } };
  const room = roomFor(user, asked, rules, now);
  if (room === undefined) {
    return { answer: limitReached(asked, limit, liveLeases(user, now), shortageOf(user, asked, rules, now)) };
  }
  const { expired, replaced } = room;
  const until = notBefore(user, asked, held, room, rules, now);
  if (until !== undefined) return { answer: tooManyStarts(id, wanted, until, now) };
  const denying = wouldDeny(user, asked, rules, now);
  const isBlind =
    user.leaseCount < leastFor(user.plan, asked, rules, limit) &&
    (rules.passes === undefined || haveFewEnded(rules.limits, user));
  if (expired.length + replaced.length === 0 && !isRemembered(user, wanted)) {
    return isBlind
      ? { write: admission(asked, rules) }
      : {
          write: {
            doing: { ...ADMITTED, wouldDeny: denying },
            update: (next: Moment) => admit(asked, rules, next, user),
          },
        };
  }
  const outcome = replaced.length > 0 ? 'replaced' : expired.length > 0 ? 'reclaimed' : 'admitted';
  // A lease that continues keeps what the request does not give, so it must not have changed since.
  const isExact =
    held !== undefined ||
    rules.passes !== undefined ||
    denying.includes(LIMIT_RULE) ||
    applyingTo(rules.policies, id, asked.wanted).length > 0;
  return {
    write: {
      doing: {
        outcome,
        reclaimed: expired.map(sessionOf),
        replaced: replaced.map(sessionOf),
        wouldDeny: denying,
      },
      update: (next: Moment) => takeOver(asked, user, room, rules, next, isExact),
    },
  };
}

/**
 * With passes on: when this start may be admitted, if it is too early now. A session that holds a lease has its pass
 * already, and waits only if it changes its stream too fast.
 */
function notBefore(user: User, start: Start, held: Lease | undefined, room: Room, rules: Rules, now: number) {
  if (rules.passes === undefined) return undefined;
  if (held !== undefined) return tooEarly(held, start.wanted, now, rules);
  const leases = user.leaseCount + 1 - room.expired.length - room.replaced.length;
  return mayNotStartBefore(user, leases, room.replaced, mostFor(user, start, rules), now);
}

/** A start of a session that holds a lease: the lease continues, perhaps with another stream, device or tags. */
function goOn(
  renewing: Seen<Renewing>,
  user: User,
  held: Lease,
  start: Start,
  rules: Rules,
): Next<Started | Refusal, Starting> {
  const { id, wanted, claim } = start;
  const { session, stream, device, tags } = wanted;
  // All other leases have expired; policies that need their room end them, as for any start.
  const unchanged = start.replace === 'others';
  const replace = unchanged ? [] : start.replace;
  const asked = { id, session, stream, device, tags, replace, unchanged, claim };
  const next = extend(renewing, user, held, asked, rules);
  if ('answer' in next) return { answer: isRefusal(next.answer) ? next.answer : renewed(next.answer) };
  const { write, otherwise } = next;
  return {
    write,
    ...(otherwise === undefined ? {} : { otherwise: isRefusal(otherwise) ? otherwise : renewed(otherwise) }),
  };
}

/**
 * Whether a start with `others` ends any session. If so, it is not a plain renewal, even if its session holds a lease.
 */
const endsOthers = (user: User, { replace, wanted }: Start, now: number): boolean =>
  replace === 'others' && liveLeases(user, now).some(({ session }) => session !== wanted.session);

/** Whether the item has an entry that an admission of this session must remove. */
const isRemembered = ({ ended = [], revoked = [] }: User, { session }: Lease): boolean =>
  [...revoked, ...ended].some((entry) => entry.session === session);

const admission = (start: Start, rules: Rules): Write<Admission> => ({
  doing: ADMITTED,
  update: (moment) => admit(start, rules, moment),
});

const ADMITTED: Admission = { outcome: 'admitted', reclaimed: [], replaced: [] };
const RENEWED: Renewing = { outcome: 'renewed' };

const renewed = (granted: Granted): Started => ({
  ...ADMITTED,
  wouldDeny: [],
  ...granted.change,
  ...granted,
  outcome: 'renewed',
});

const sessionOf = ({ session }: Lease): string => session;

/**
 * After a lost response the SDK sends the write again. The second attempt is refused because of the lease that the
 * first one took.
 */
const isOwnWrite = (held: Lease, wanted: Lease): boolean =>
  held.startedAt === wanted.startedAt &&
  held.expiresAt === wanted.expiresAt &&
  held.stream === wanted.stream &&
  held.device === wanted.device &&
  hasSameTags(held.tags, wanted.tags);

/** Whether the stored lease came from our last write, and not from an earlier one that was delivered late. */
const isDoneIn = (user: User, { session, startedAt }: Lease, outcome: Admission['outcome']): boolean =>
  outcome === 'enrolled'
    ? user.createdAt === startedAt && user.name === enrolledName(user.id)
    : user.ended?.some(({ at, by }) => by.session === session && at === startedAt) === true;
